package io.cacheaside.autoconfigure;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.cacheaside.redis.BatchSettings;

/** Sweeps that look at so many keys in a second and no more. */
final class SweepPace {

	/** Short enough that other callers of Redis hardly notice a page. */
	private static final int LARGEST_PAGE = 50;

	private static final int PAGES_PER_SECOND = 20;

	private SweepPace() {
	}

	static BatchSettings of(int keysPerSecond, ScheduledExecutorService scheduler) {
		int page = Math.max(1, Math.min(LARGEST_PAGE, keysPerSecond / PAGES_PER_SECOND));
		long nanosPerPage = Duration.ofSeconds(1).toNanos() * page / keysPerSecond;
		Duration timeout = BatchSettings.DEFAULTS.timeout();
		// By pages and not by keys found: Redis looks at a page whatever it holds.
		return new BatchSettings(page, timeout, (keys) -> after(nanosPerPage, scheduler));
	}

	private static CompletionStage<?> after(long nanos, ScheduledExecutorService scheduler) {
		CompletableFuture<Void> passed = new CompletableFuture<>();
		try {
			scheduler.schedule(() -> passed.complete(null), nanos, TimeUnit.NANOSECONDS);
		}
		catch (RejectedExecutionException ex) {
			passed.completeExceptionally(ex);
		}
		return passed;
	}

}
