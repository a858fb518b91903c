package io.cacheaside.autoconfigure;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.cache.autoconfigure.CacheProperties;
import org.springframework.core.env.Environment;

import io.cacheaside.CacheConfigurationException;

/** What every key in Redis begins with. */
final class KeyPrefix {

	private static final Logger logger = LoggerFactory.getLogger(KeyPrefix.class);

	private static final String UNNAMED = "application";

	private KeyPrefix() {
	}

	/**
	 * The prefix in force: {@code cacheaside.key-prefix}, else
	 * {@code spring.cache.redis.key-prefix}, else the application's name and a colon.
	 * @throws CacheConfigurationException if it is blank, so that a clear would reach
	 * other applications, or holds a brace, which would put all keys on one cluster slot
	 */
	static String resolve(CacheAsideProperties properties, CacheProperties springCache, Environment environment) {
		String prefix = properties.keyPrefix();
		String property = "cacheaside.key-prefix";
		if (prefix == null) {
			prefix = springCache.getRedis().getKeyPrefix();
			property = "spring.cache.redis.key-prefix";
		}
		if (prefix == null) {
			prefix = environment.getProperty("spring.application.name", UNNAMED) + ":";
			property = "spring.application.name, from which cacheaside.key-prefix is made,";
		}
		if (prefix.isBlank() || prefix.contains("{") || prefix.contains("}")) {
			throw new CacheConfigurationException(
					property + " is '" + prefix + "', but a key prefix must not be blank nor hold a brace",
					"Set cacheaside.key-prefix to a text that is this application's alone, such as 'shop:'.");
		}
		if (prefix.equals(UNNAMED + ":")) {
			logger.warn("Keys in Redis begin with '{}', as those of every application without a name; set "
					+ "spring.application.name or cacheaside.key-prefix, so that none reads or clears another's",
					prefix);
		}
		return prefix;
	}

}
