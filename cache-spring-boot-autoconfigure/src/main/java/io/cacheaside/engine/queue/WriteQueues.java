package io.cacheaside.engine.queue;

import org.jspecify.annotations.Nullable;

/**
 * The queues of the caches whose writes reach their source later. Safe for use by many
 * threads.
 */
public interface WriteQueues {

	/** No cache has one. */
	WriteQueues NONE = new WriteQueues() {

		@Override
		public @Nullable WriteQueue queue(String cacheName) {
			return null;
		}

		@Override
		public QueueLimits limits() {
			return QueueLimits.DEFAULTS;
		}
	};

	/**
	 * The queue of a cache. Costs next to nothing, since each miss asks.
	 * @param cacheName the cache
	 * @return its queue; {@code null} if its writes do not wait
	 */
	@Nullable WriteQueue queue(String cacheName);

	/**
	 * How much may wait.
	 * @return the limits, the same for each queue
	 */
	QueueLimits limits();

}
