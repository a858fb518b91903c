package io.cacheaside.engine;

import java.time.Duration;

/**
 * How invalidations reach this node, and what it does when they cannot.
 *
 * @param maxStaleness how long after its invalidation is in the log a value may be served
 * at most
 * @param outageStaleness how long the local tier goes on while Redis cannot be reached;
 * zero for no longer than the former
 * @param onUnreachable what an invalidation does that cannot be delivered
 * @param maxLoadAge how old a load may be when its value is stored
 * @param logRetention how long the log keeps its entries
 * @param maximumMarkers how many markers are kept before the oldest are folded
 * @param sweep how memory is given back
 * @param watch what is checked while it runs
 */
public record CoherenceSettings(Duration maxStaleness, Duration outageStaleness, UnreachablePolicy onUnreachable,
		Duration maxLoadAge, Duration logRetention, int maximumMarkers, Sweep sweep, WatchSettings watch) {

	/** What is in force where nothing is configured. */
	public static final CoherenceSettings DEFAULTS = new CoherenceSettings(Duration.ofSeconds(1),
			Duration.ofSeconds(30), UnreachablePolicy.QUEUE, Duration.ofMinutes(10), Duration.ofMinutes(30), 1_000_000,
			new Sweep(true, Duration.ofMinutes(1)), WatchSettings.DEFAULTS);

	/**
	 * Checks the settings.
	 * @throws IllegalArgumentException if a value is out of its range; the message names
	 * the property
	 */
	public CoherenceSettings {
		require(maxStaleness.compareTo(Duration.ofMillis(100)) >= 0,
				"coherence.max-staleness must be at least 100ms, but was " + maxStaleness);
		require(!outageStaleness.isNegative(),
				"coherence.outage-staleness must not be negative, but was " + outageStaleness);
		require(maxLoadAge.compareTo(Duration.ofSeconds(1)) >= 0,
				"max-load-age must be at least 1s, but was " + maxLoadAge);
		require(logRetention.compareTo(maxLoadAge.multipliedBy(2)) >= 0, "coherence.log.retention must be at least"
				+ " twice max-load-age (" + maxLoadAge + "), but was " + logRetention);
		require(maximumMarkers >= 1_000,
				"coherence.log.maximum-markers must be at least 1000, but was " + maximumMarkers);
	}

	/**
	 * The same, for a node that never sweeps.
	 * @return the settings
	 */
	public CoherenceSettings withoutSweep() {
		return new CoherenceSettings(this.maxStaleness, this.outageStaleness, this.onUnreachable, this.maxLoadAge,
				this.logRetention, this.maximumMarkers, new Sweep(false, this.sweep.interval()), this.watch);
	}

	/**
	 * The same, for a node that watches itself.
	 * @param watch what is checked while it runs
	 * @return the settings
	 */
	public CoherenceSettings watching(WatchSettings watch) {
		return new CoherenceSettings(this.maxStaleness, this.outageStaleness, this.onUnreachable, this.maxLoadAge,
				this.logRetention, this.maximumMarkers, this.sweep, watch);
	}

	private static void require(boolean valid, String problem) {
		if (!valid) {
			throw new IllegalArgumentException(problem);
		}
	}

	/**
	 * How memory is given back.
	 *
	 * @param enabled whether this node may be elected to sweep
	 * @param interval the pause between two looks at whether there is something to sweep
	 */
	public record Sweep(boolean enabled, Duration interval) {

		/**
		 * Checks the settings.
		 * @throws IllegalArgumentException if the interval is not positive
		 */
		public Sweep {
			if (interval.isZero() || interval.isNegative()) {
				throw new IllegalArgumentException("coherence.sweep.interval must be positive, but was " + interval);
			}
		}

	}

}
