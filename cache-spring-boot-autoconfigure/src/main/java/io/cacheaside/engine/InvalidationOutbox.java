package io.cacheaside.engine;

/**
 * Keeps what transactions invalidate beside the data that they change, so that it
 * outlives the process. Safe for use by many threads.
 */
public interface InvalidationOutbox {

	/** Keeps nothing. */
	InvalidationOutbox NONE = new InvalidationOutbox() {

		@Override
		public Runnable keep(Invalidation invalidation) {
			return () -> {
			};
		}

		@Override
		public OutboxStatistics statistics() {
			return OutboxStatistics.NONE;
		}
	};

	/**
	 * Keeps an invalidation in the calling thread's transaction: it is kept if that is
	 * committed, and gone if it is rolled back.
	 * @param invalidation what the transaction will invalidate
	 * @return to be run when the invalidation is delivered, so that it need not be kept
	 * any longer; returns at once and does not throw
	 * @throws RuntimeException if it cannot be kept; the transaction must not be
	 * committed then
	 */
	Runnable keep(Invalidation invalidation);

	/**
	 * What this node did so far.
	 * @return the counts
	 */
	OutboxStatistics statistics();

}
