package io.cacheaside;

import java.util.concurrent.CompletableFuture;

import org.springframework.core.ParameterizedTypeReference;

/**
 * The programmatic face of the caches, for what annotations cannot say: query results,
 * computed aggregates, write paths. A bean of this type is there whenever caching is on.
 * Safe for use by many threads.
 */
public interface CacheOperations {

	/**
	 * A cache whose values are of one type. Cheap, but worth keeping in a field.
	 * @param name the cache's name
	 * @param type the type of the values
	 * @param <V> the type of the values
	 * @return the cache
	 * @throws IllegalArgumentException if the name is not declared and
	 * {@code cacheaside.strict} is on
	 */
	<V> TypedCache<V> cache(String name, Class<V> type);

	/**
	 * A cache whose values are of one generic type, such as {@code List<User>}.
	 * @param name the cache's name
	 * @param type the type of the values
	 * @param <V> the type of the values
	 * @return the cache
	 * @throws IllegalArgumentException if the name is not declared and
	 * {@code cacheaside.strict} is on
	 */
	<V> TypedCache<V> cache(String name, ParameterizedTypeReference<V> type);

	/**
	 * Invalidates every entry whose logical key matches a glob, in all caches.
	 * @param glob a Redis glob over logical keys, such as {@code user:usr_1:*}; values in
	 * it are not escaped
	 * @throws IllegalArgumentException if the glob is malformed
	 * @throws CacheUnavailableException see there
	 */
	void evictPattern(String glob);

	/**
	 * Invalidates every entry that bears a tag, in all caches.
	 * @param tag the tag
	 * @throws IllegalArgumentException if the tag is blank
	 * @throws CacheUnavailableException see there
	 */
	void evictTag(String tag);

	/**
	 * Invalidates any number of targets as one, without waiting for it.
	 * @param targets the targets, at least one
	 * @return completes when it is in force and Redis has it; fails as the other methods
	 * throw. In a transaction it is complete at once, and done when that has ended.
	 * @throws IllegalArgumentException if there is no target, or a glob is malformed
	 */
	CompletableFuture<Void> invalidate(InvalidationTarget... targets);

}
