package io.cacheaside.autoconfigure;

import java.util.Locale;
import java.util.Set;

import org.springframework.core.env.Environment;

/**
 * Whether caching is on: {@code cacheaside.enabled} is not false and
 * {@code spring.cache.type} is not {@code none}.
 */
final class CachingSwitch {

	static final String CACHE_TYPE = "spring.cache.type";

	private static final Set<String> OUR_TYPES = Set.of("", "redis", "none");

	private CachingSwitch() {
	}

	static boolean isOn(Environment environment) {
		return environment.getProperty("cacheaside.enabled", Boolean.class, true)
				&& !"none".equalsIgnoreCase(environment.getProperty(CACHE_TYPE, ""));
	}

	/**
	 * Whether Spring's cache manager is ours to make, as far as its type is concerned.
	 */
	static boolean isManagerOurs(Environment environment) {
		return OUR_TYPES.contains(environment.getProperty(CACHE_TYPE, "").toLowerCase(Locale.ROOT));
	}

}
