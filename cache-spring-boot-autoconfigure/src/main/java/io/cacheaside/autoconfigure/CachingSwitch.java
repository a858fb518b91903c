package io.cacheaside.autoconfigure;

import org.springframework.core.env.Environment;

/**
 * Whether caching is on: {@code cacheaside.enabled} is not false and
 * {@code spring.cache.type} is not {@code none}.
 */
final class CachingSwitch {

	static final String CACHE_TYPE = "spring.cache.type";

	private CachingSwitch() {
	}

	static boolean isOn(Environment environment) {
		return environment.getProperty("cacheaside.enabled", Boolean.class, true)
				&& !"none".equalsIgnoreCase(environment.getProperty(CACHE_TYPE, ""));
	}

	/**
	 * Whether an application that wants Spring's cache manager to be of a certain type
	 * wants ours.
	 */
	static boolean isManagerWanted(Environment environment) {
		String type = environment.getProperty(CACHE_TYPE, "");
		return isOn(environment) && (type.isBlank() || "redis".equalsIgnoreCase(type));
	}

}
