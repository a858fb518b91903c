package io.cacheaside.engine;

import java.time.Duration;

import io.cacheaside.CacheLayer;

/**
 * Hears what the engine does. Called on the threads that do the work, so it must be quick
 * and must not throw. Local hits are not reported; they are counted in
 * {@link CacheStatistics}.
 */
public interface EngineListener {

	/** Hears nothing. */
	EngineListener NONE = new EngineListener() {
	};

	/**
	 * A cache came into being, at start-up or on demand.
	 * @param cache the cache; its counters and its local tier may be asked at any time
	 */
	default void cacheCreated(CacheRegion cache) {
	}

	/**
	 * An operation on a tier ended.
	 * @param cacheName the cache, or {@code *} for one that spans caches
	 * @param layer the tier
	 * @param operation the operation
	 * @param duration how long it took, success or not
	 */
	default void operationEnded(String cacheName, CacheLayer layer, CacheOperation operation, Duration duration) {
	}

	/**
	 * A loader ended.
	 * @param cacheName the cache it loaded for
	 * @param duration how long it took, success or not
	 */
	default void loadEnded(String cacheName, Duration duration) {
	}

	/**
	 * The circuit breaker in front of the remote tier changed.
	 * @param phase what it is now
	 */
	default void breakerChanged(BreakerState.Phase phase) {
	}

}
