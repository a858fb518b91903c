package io.cacheaside.engine;

import org.jspecify.annotations.Nullable;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.key.CacheKey;

/** A local tier that holds nothing: every read goes to the remote tier. */
public final class NoLocalTier implements LocalTier {

	@Override
	public @Nullable LocalEntry get(CacheKey key) {
		return null;
	}

	@Override
	public void put(CacheKey key, LocalEntry entry) {
		// Holds nothing.
	}

	@Override
	public void invalidate(InvalidationTarget target) {
		// Holds nothing.
	}

}
