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
	 * An operation on the remote tier is wanted, by what the calling thread does. It is
	 * carried out at once or later, on whatever thread, or not at all.
	 * @param cacheName the cache, or {@code *} for one that spans caches
	 * @param operation the operation
	 * @return what hears of its beginning and end
	 */
	default ObservedWork operationAnnounced(String cacheName, CacheOperation operation) {
		return ObservedWork.NONE;
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
	 * A loader is about to run, on the calling thread.
	 * @param cacheName the cache it loads for
	 * @return what hears of its beginning and end
	 */
	default ObservedWork loadAnnounced(String cacheName) {
		return ObservedWork.NONE;
	}

	/**
	 * A loader ended.
	 * @param cacheName the cache it loaded for
	 * @param duration how long it took, success or not
	 */
	default void loadEnded(String cacheName, Duration duration) {
	}

	/**
	 * Hits of a cache are going to be compared with their source, which its counters
	 * tell.
	 * @param cache the cache
	 */
	default void readsWatched(CacheRegion cache) {
	}

	/**
	 * A hit was found to be stale: its source says something else, and nobody has
	 * invalidated it.
	 * @param cacheName the cache
	 * @param age how long ago its value was stored
	 */
	default void staleRead(String cacheName, Duration age) {
	}

	/**
	 * An invalidation from the log is in force on this node.
	 * @param origin how it came
	 * @param duration since when it could have been: since it was sent, or since it is in
	 * the log by the clock of the server, to the millisecond
	 */
	default void invalidationApplied(InvalidationOrigin origin, Duration duration) {
	}

	/**
	 * The circuit breaker in front of the remote tier changed.
	 * @param phase what it is now
	 */
	default void breakerChanged(BreakerState.Phase phase) {
	}

}
