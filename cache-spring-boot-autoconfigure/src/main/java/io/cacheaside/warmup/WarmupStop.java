package io.cacheaside.warmup;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
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

	private final WarmupRuntime runtime;

	private final long deadline;

	private final AtomicReference<@Nullable Outcome> reason = new AtomicReference<>();

	private final CountDownLatch stopped = new CountDownLatch(1);

	WarmupStop(WarmupRuntime runtime, Duration timeout) {
		this.runtime = runtime;
		this.deadline = runtime.nanoTime().getAsLong() + timeout.toNanos();
	}

	/** The first reason given stays. */
	void stop(Outcome outcome) {
		this.reason.compareAndSet(null, outcome);
		this.stopped.countDown();
	}

	@Nullable Outcome reason() {
		if (this.runtime.nanoTime().getAsLong() - this.deadline >= 0) {
			stop(Outcome.OUT_OF_TIME);
		}
		else if (Thread.currentThread().isInterrupted()) {
			stop(Outcome.STOPPED);
		}
		return this.reason.get();
	}

	/**
	 * Waits until a time, or until there is a reason to stop.
	 */
	void awaitTime(long nanos) throws InterruptedException {
		LongSupplier clock = this.runtime.nanoTime();
		long limit = (nanos - this.deadline < 0) ? nanos : this.deadline;
		for (long now = clock.getAsLong(); limit - now > 0 && reason() == null; now = clock.getAsLong()) {
			this.runtime.pause().await(this.stopped, Duration.ofNanos(limit - now));
		}
	}

}
