package io.cacheaside.sample.seed;

import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Tells about every second how far the work is. For one thread. */
final class SeedProgress {

	private static final long INTERVAL_NANOS = Duration.ofSeconds(1).toNanos();

	private final long total;

	private final LongSupplier nanoTime;

	private final Consumer<String> line;

	private final long begin;

	private long lastLine;

	private long done;

	/**
	 * Starts the clock.
	 * @param total how many rows there will be
	 * @param nanoTime a monotonic clock, in nanoseconds
	 * @param line takes the lines
	 */
	SeedProgress(long total, LongSupplier nanoTime, Consumer<String> line) {
		this.total = total;
		this.nanoTime = nanoTime;
		this.line = line;
		this.begin = nanoTime.getAsLong();
		this.lastLine = this.begin;
	}

	void advance(int rows) {
		this.done += rows;
		long now = this.nanoTime.getAsLong();
		if (now - this.lastLine >= INTERVAL_NANOS) {
			this.lastLine = now;
			this.line.accept(String.format(Locale.ROOT, "Making up the marketplace: %,d of %,d rows (%d %%)", this.done,
					this.total, 100 * this.done / this.total));
		}
	}

	void finish() {
		double seconds = (this.nanoTime.getAsLong() - this.begin) / 1e9;
		this.line.accept(String.format(Locale.ROOT, "Made up the marketplace: %,d rows in %.1f s", this.done, seconds));
	}

}
