package io.cacheaside.warmup;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

import io.cacheaside.warmup.WarmupReport.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * Tells all warmers of a run when to stop: asked between two elements. Threads are never
 * interrupted for it, since an interrupt closes the files of an embedded database under
 * its other users.
 */
final class WarmupStop {

	private final LongSupplier nanoTime;

	private final long deadline;

	private final AtomicReference<@Nullable Outcome> reason = new AtomicReference<>();

	WarmupStop(LongSupplier nanoTime, Duration timeout) {
		this.nanoTime = nanoTime;
		this.deadline = nanoTime.getAsLong() + timeout.toNanos();
	}

	/** The first reason given stays. */
	void stop(Outcome outcome) {
		this.reason.compareAndSet(null, outcome);
	}

	@Nullable Outcome reason() {
		if (this.nanoTime.getAsLong() - this.deadline >= 0) {
			stop(Outcome.OUT_OF_TIME);
		}
		else if (Thread.currentThread().isInterrupted()) {
			stop(Outcome.STOPPED);
		}
		return this.reason.get();
	}

}
