package io.cacheaside.warmup;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Keeps one warmer at a number of entries in a second: whoever wants to go on waits until
 * the entries before have had their time. Time that was not used is lost, so that a slow
 * source is not followed by a burst. Used by the warmer's thread only.
 */
final class WarmupPace {

	private final LongSupplier nanoTime;

	private final int entriesPerSecond;

	private long free;

	/**
	 * Creates a pace.
	 * @param nanoTime the clock
	 * @param entriesPerSecond how many entries there may be in a second, 0 for any number
	 */
	WarmupPace(LongSupplier nanoTime, int entriesPerSecond) {
		this.nanoTime = nanoTime;
		this.entriesPerSecond = entriesPerSecond;
		this.free = nanoTime.getAsLong();
	}

	/**
	 * Waits until there may be more entries, or there is a reason to stop.
	 */
	void await(int entries, WarmupStop stop) throws InterruptedException {
		if (this.entriesPerSecond == 0) {
			return;
		}
		stop.awaitTime(this.free);
		long now = this.nanoTime.getAsLong();
		this.free = ((this.free - now > 0) ? this.free : now)
				+ TimeUnit.SECONDS.toNanos(entries) / this.entriesPerSecond;
	}

}
