package io.cacheaside.engine;

import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;

/**
 * What checking invalidations has shown, since start-up. Safe for use by many threads.
 */
public final class InvalidationChecks {

	private final LongAdder[][] counts = new LongAdder[After.values().length][Result.values().length];

	InvalidationChecks() {
		for (LongAdder[] row : this.counts) {
			for (int i = 0; i < row.length; i++) {
				row[i] = new LongAdder();
			}
		}
	}

	/**
	 * How many checks there were.
	 * @param after how long after this node had applied the invalidation
	 * @param result what they have shown
	 * @return the count
	 */
	public long count(After after, Result result) {
		return this.counts[after.ordinal()][result.ordinal()].sum();
	}

	void add(After after, Result result) {
		this.counts[after.ordinal()][result.ordinal()].increment();
	}

	/** When an invalidation is checked; the {@code delay} of meters. */
	public enum After {

		/** After 1 second. */
		ONE_SECOND(Duration.ofSeconds(1)),

		/** After 10 seconds. */
		TEN_SECONDS(Duration.ofSeconds(10)),

		/** After 60 seconds. */
		ONE_MINUTE(Duration.ofSeconds(60));

		private final Duration delay;

		After(Duration delay) {
			this.delay = delay;
		}

		Duration delay() {
			return this.delay;
		}

		/**
		 * The name in meters.
		 * @return the delay in seconds
		 */
		public String label() {
			return this.delay.toSeconds() + "s";
		}

	}

	/** What a check has shown; the {@code result} of meters. */
	public enum Result {

		/** Nothing that is older would be served. */
		OK,

		/** Something that is older would be served. */
		VIOLATED,

		/** The log is another one by now, or Redis could not be asked. */
		UNKNOWN;

		private final String label = name().toLowerCase(Locale.ROOT);

		/**
		 * The name in meters.
		 * @return the name in lower case
		 */
		public String label() {
			return this.label;
		}

	}

}
