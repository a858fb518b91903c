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
 * @param entriesPerSecond how many entries each warmer deals with in a second at most, 0
 * for any number
 * @param once whether nodes share the work
 */
public record WarmupSettings(boolean enabled, int parallelism, Duration timeout, int batchSize, boolean failFast,
		boolean background, Duration progressInterval, int entriesPerSecond, Once once) {

	/**
	 * Two warmers at a time for at most five minutes, in batches of 500, a line every
	 * five seconds; the application is ready when they are done, whether they failed or
	 * not.
	 */
	public static final WarmupSettings DEFAULTS = new WarmupSettings(true, 2, Duration.ofMinutes(5), 500, false, false,
			Duration.ofSeconds(5), 0, Once.DEFAULTS);

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
		require(entriesPerSecond >= 0, "entries-per-second", "must not be negative, but was " + entriesPerSecond);
	}

	/**
	 * Settings without a limit, and without other nodes.
	 * @param enabled whether warmers run at all
	 * @param parallelism how many warmers run at the same time
	 * @param timeout how long all warmers together may take
	 * @param batchSize how many entries are written by one pipelined batch
	 * @param failFast whether a warmer that fails stops the application from starting
	 * @param background whether the application becomes ready before its caches are warm
	 * @param progressInterval how often a warmer logs a line of progress
	 */
	public WarmupSettings(boolean enabled, int parallelism, Duration timeout, int batchSize, boolean failFast,
			boolean background, Duration progressInterval) {
		this(enabled, parallelism, timeout, batchSize, failFast, background, progressInterval, 0, Once.DEFAULTS);
	}

	/**
	 * The same for a warmer that is run when the application has started.
	 * @return settings by which a failure stops nothing
	 */
	WarmupSettings afterStart() {
		return new WarmupSettings(this.enabled, this.parallelism, this.timeout, this.batchSize, false, this.background,
				this.progressInterval, this.entriesPerSecond, this.once);
	}

	private static boolean isPositive(Duration duration) {
		return !duration.isNegative() && !duration.isZero();
	}

	private static void require(boolean valid, String property, String problem) {
		if (!valid) {
			throw new IllegalArgumentException("cacheaside.warmup." + property + " " + problem);
		}
	}

	/**
	 * How nodes share the work: {@code cacheaside.warmup.once-per-cluster} and
	 * {@code fresh-for}.
	 *
	 * @param perCluster whether every warmer runs once for all nodes
	 * @param freshFor how long what one node has done counts for the others
	 */
	public record Once(boolean perCluster, Duration freshFor) {

		/** Each node by itself; what is done once counts for ten minutes. */
		public static final Once DEFAULTS = new Once(false, Duration.ofMinutes(10));

		/**
		 * Checks the settings.
		 * @throws IllegalArgumentException if the duration is not positive; the message
		 * names the property
		 */
		public Once {
			require(isPositive(freshFor), "fresh-for", "must be positive, but was " + freshFor);
		}

	}

}
