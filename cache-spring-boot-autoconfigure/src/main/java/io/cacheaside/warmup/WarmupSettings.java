package io.cacheaside.warmup;

import java.time.Duration;

/**
 * How caches are warmed: {@code cacheaside.warmup.*}.
 *
 * @param enabled whether warmers run at all
 * @param parallelism how many warmers run at the same time
 * @param timeout how long all warmers together may take; what is not warmed by then is
 * left to be loaded on demand
 * @param batchSize how many entries are written by one pipelined batch, and read by one
 * page
 * @param failFast whether a warmer that fails stops the application from starting;
 * excludes {@code background}
 * @param background whether the application becomes ready before its caches are warm
 * @param progressInterval how often a warmer logs a line of progress
 */
public record WarmupSettings(boolean enabled, int parallelism, Duration timeout, int batchSize, boolean failFast,
		boolean background, Duration progressInterval) {

	/**
	 * Two warmers at a time for at most five minutes, in batches of 500, a line every
	 * five seconds; the application is ready when they are done, whether they failed or
	 * not.
	 */
	public static final WarmupSettings DEFAULTS = new WarmupSettings(true, 2, Duration.ofMinutes(5), 500, false, false,
			Duration.ofSeconds(5));

	/**
	 * Checks the settings.
	 * @throws IllegalArgumentException if a value is out of its range; the message names
	 * the property
	 */
	public WarmupSettings {
		require(parallelism > 0, "parallelism", "must be positive, but was " + parallelism);
		require(isPositive(timeout), "timeout", "must be positive, but was " + timeout);
		require(batchSize > 0, "batch-size", "must be positive, but was " + batchSize);
		require(isPositive(progressInterval), "progress-interval", "must be positive, but was " + progressInterval);
		require(!(failFast && background), "fail-fast",
				"cannot be combined with cacheaside.warmup.background, since the application has started by then");
	}

	private static boolean isPositive(Duration duration) {
		return !duration.isNegative() && !duration.isZero();
	}

	private static void require(boolean valid, String property, String problem) {
		if (!valid) {
			throw new IllegalArgumentException("cacheaside.warmup." + property + " " + problem);
		}
	}

}
