package io.cacheaside.engine;

import io.cacheaside.CacheSettings;

/** Makes the local tier of each cache. */
@FunctionalInterface
public interface LocalTiers {

	/** Keeps nothing in this process. */
	LocalTiers NONE = (settings) -> new NoLocalTier();

	/**
	 * Makes the local tier of one cache. Called once for each.
	 * @param settings the cache's settings
	 * @return a new, empty tier
	 */
	LocalTier create(CacheSettings settings);

}
