package io.cacheaside.engine.log;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tries again what failed, after pauses that double, and says once that there is trouble
 * and once that it is over. Once the scheduler is shut down, nothing is tried any more.
 * Used by one chain of exchanges at a time.
 */
final class Retries {

	private static final long FIRST = TimeUnit.MILLISECONDS.toNanos(50);

	private static final Logger logger = LoggerFactory.getLogger(Retries.class);

	private final ScheduledExecutorService scheduler;

	private final LogListener listener;

	private final long longest;

	private volatile long pause = FIRST;

	private volatile boolean trouble;

	Retries(ScheduledExecutorService scheduler, LogListener listener, Duration maxStaleness) {
		this.scheduler = scheduler;
		this.listener = listener;
		this.longest = Math.max(FIRST, Math.min(FIRST * 10, maxStaleness.toNanos() / 2));
	}

	void failed(Throwable failure, Runnable again) {
		if (!this.trouble) {
			this.trouble = true;
			logger.warn("The invalidation log cannot be followed; it is tried again, and until then what is cached "
					+ "is trusted only for as long as is granted: {}", failure.toString());
		}
		this.listener.failed(failure);
		long delay = this.pause;
		this.pause = Math.min(delay * 2, this.longest);
		after(delay, again);
	}

	/** The next pause is short again. */
	void restart() {
		this.pause = FIRST;
	}

	void succeeded() {
		restart();
		if (this.trouble) {
			this.trouble = false;
			logger.info("The invalidation log is followed again");
		}
	}

	void after(long nanos, Runnable task) {
		try {
			this.scheduler.schedule(task, nanos, TimeUnit.NANOSECONDS);
		}
		catch (RejectedExecutionException ex) {
			logger.debug("The application stops; the invalidation log is not followed any more");
		}
	}

}
