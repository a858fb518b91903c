package io.cacheaside.engine;

import org.jspecify.annotations.Nullable;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.key.CacheKey;

/**
 * The tier in this process. Never blocks, never fails. Safe for use by many threads.
 */
public interface LocalTier {

	/**
	 * Looks an entry up.
	 * @param key the key
	 * @return the entry, or {@code null} if there is none: on the one path where an
	 * {@code Optional} would be measurable
	 */
	@Nullable LocalEntry get(CacheKey key);

	/**
	 * Keeps an entry.
	 * @param key the key
	 * @param entry the entry
	 */
	void put(CacheKey key, LocalEntry entry);

	/**
	 * Drops what a target names.
	 * @param target what became invalid
	 */
	void invalidate(InvalidationTarget target);

}
