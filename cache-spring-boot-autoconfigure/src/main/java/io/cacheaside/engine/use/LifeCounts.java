package io.cacheaside.engine.use;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** Counts how lives ended. Safe for use by many threads. */
final class LifeCounts {

	final LongAdder invalidated = new LongAdder();

	final Distribution ttlMillis = new Distribution();

	private final LongAdder unread = new LongAdder();

	private final LongAdder compared = new LongAdder();

	private final LongAdder unchanged = new LongAdder();

	private final Distribution usedMillis = new Distribution();

	private final Distribution returnedMillis = new Distribution();

	/**
	 * Counts a life whose time is over.
	 * @param usedNanos how long it was read, 0 for never
	 */
	void expired(long usedNanos) {
		if (usedNanos > 0) {
			this.usedMillis.add(TimeUnit.NANOSECONDS.toMillis(usedNanos));
		}
		else {
			this.unread.increment();
		}
	}

	/**
	 * Counts a call for a value whose time is over.
	 * @param nanos how long ago it was stored
	 */
	void returned(long nanos) {
		this.returnedMillis.add(TimeUnit.NANOSECONDS.toMillis(nanos));
	}

	void compared(boolean same) {
		this.compared.increment();
		if (same) {
			this.unchanged.increment();
		}
	}

	Lives seen() {
		Distribution.Summary used = this.usedMillis.summary();
		Distribution.Summary returned = this.returnedMillis.summary();
		long never = this.unread.sum();
		return new Lives(used.count() + never, never, returned.count(), this.compared.sum(), this.unchanged.sum(),
				this.invalidated.sum(), this.ttlMillis.summary(), used, returned);
	}

}
