package io.cacheaside.warmup;

import java.time.Duration;
import java.util.function.LongSupplier;

import io.cacheaside.warmup.WarmupReport.Outcome;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what one warmer has done and says so every few seconds. Written by the warmer's
 * thread only; how far it is may be asked by any.
 */
final class WarmupProgress {

	private static final Logger logger = LoggerFactory.getLogger(WarmupRunner.class);

	private final String warmer;

	private final LongSupplier nanoTime;

	private final long interval;

	private final long started;

	private long lastLine;

	private volatile long total = -1;

	private volatile long done;

	private long written;

	private long before;

	WarmupProgress(String warmer, LongSupplier nanoTime, Duration interval) {
		this.warmer = warmer;
		this.nanoTime = nanoTime;
		this.interval = interval.toNanos();
		this.started = nanoTime.getAsLong();
		this.lastLine = this.started;
	}

	void total(long total) {
		this.total = total;
	}

	/** Says that other nodes have done so many elements before. */
	void goesOnAfter(long before) {
		this.before = before;
		this.done = before;
	}

	long done() {
		return this.done;
	}

	long total() {
		return this.total;
	}

	/** Says every few seconds how far another node is. */
	void elsewhere(long done) {
		this.done = done;
		this.before = done;
		long now = this.nanoTime.getAsLong();
		if (now - this.lastLine >= this.interval) {
			this.lastLine = now;
			logger.info("Warming '{}' is done by another node: {}", this.warmer,
					report(Outcome.STOPPED, null).progress());
		}
	}

	void advance(long done, long written) {
		this.done = this.done + done;
		this.written += written;
		long now = this.nanoTime.getAsLong();
		if (now - this.lastLine >= this.interval) {
			this.lastLine = now;
			logger.info("Warming '{}': {}", this.warmer, report(Outcome.STOPPED, null).progress());
		}
	}

	WarmupReport report(Outcome outcome, @Nullable Throwable failure) {
		Duration elapsed = Duration.ofNanos(this.nanoTime.getAsLong() - this.started);
		return new WarmupReport(this.warmer, outcome,
				new WarmupReport.Counts(this.done, this.before, this.written, this.total), elapsed, failure);
	}

}
