package io.cacheaside.actuate;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.cacheaside.CacheSettings;

/** Tells where the settings of caches come from. */
public interface SettingSources {

	/**
	 * The settings of a cache.
	 * @param settings those in force
	 * @return each with where it comes from, in the order of the documentation
	 */
	List<Setting> settings(CacheSettings settings);

	/**
	 * The annotated methods that keep their results in a cache.
	 * @param cacheName the cache
	 * @return each with what it says of its own entries
	 */
	List<Method> methods(String cacheName);

	/**
	 * A setting in force.
	 *
	 * @param name its name under {@code cacheaside.caches.<name>}
	 * @param value what it is
	 * @param source the property that says so, or {@code default}
	 * @param origin the place of that property, such as file and line, where it is known
	 */
	record Setting(String name, @Nullable String value, String source, @Nullable String origin) {
	}

	/**
	 * What an annotated method says of its entries, in place of what the cache says.
	 *
	 * @param where the annotation and method
	 * @param ttl its time to live, {@code null} for the cache's own
	 * @param tags the templates of its tags
	 */
	record Method(String where, @Nullable String ttl, List<String> tags) {
	}

}
