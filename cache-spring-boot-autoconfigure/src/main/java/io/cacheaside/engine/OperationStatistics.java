package io.cacheaside.engine;

import java.util.concurrent.atomic.LongAdder;

/**
 * The operations of all caches on the remote tier, since start-up. Safe for use by many
 * threads.
 */
public final class OperationStatistics {

	private final LongAdder count = new LongAdder();

	private final LongAdder failures = new LongAdder();

	private final LongAdder nanos = new LongAdder();

	OperationStatistics() {
	}

	void ended(long nanos, boolean successful) {
		this.count.increment();
		this.nanos.add(nanos);
		if (!successful) {
			this.failures.increment();
		}
	}

	/**
	 * Operations that ended.
	 * @return the count
	 */
	public long count() {
		return this.count.sum();
	}

	/**
	 * Operations that failed or timed out.
	 * @return the count
	 */
	public long failures() {
		return this.failures.sum();
	}

	/**
	 * How long all of them took together.
	 * @return nanoseconds
	 */
	public long nanos() {
		return this.nanos.sum();
	}

}
