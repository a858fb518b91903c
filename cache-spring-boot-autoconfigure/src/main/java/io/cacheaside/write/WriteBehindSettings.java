package io.cacheaside.write;

import java.time.Duration;

/**
 * How writes reach their source.
 *
 * @param batchSize how many writes a writer is given at once, at most
 * @param linger how long the elected node rests when nothing waits
 * @param retry what follows when a writer fails
 */
public record WriteBehindSettings(int batchSize, Duration linger, Retry retry) {

	/** What is in force unless an application says otherwise. */
	public static final WriteBehindSettings DEFAULTS = new WriteBehindSettings(100, Duration.ofMillis(500),
			new Retry(8, Duration.ofMillis(500), Duration.ofSeconds(30)));

	public WriteBehindSettings {
		if (batchSize < 1 || batchSize > 1_000) {
			throw new IllegalArgumentException("batch-size must be from 1 to 1000, but was " + batchSize);
		}
		if (linger.isNegative() || linger.isZero()) {
			throw new IllegalArgumentException("linger must be positive, but was " + linger);
		}
	}

	/**
	 * What follows when a writer fails.
	 *
	 * @param attempts how often a batch is tried before its writes are tried one by one
	 * @param delay the pause after the first attempt, doubled after each further one
	 * @param maximumDelay the longest pause
	 */
	public record Retry(int attempts, Duration delay, Duration maximumDelay) {

		public Retry {
			if (attempts < 1) {
				throw new IllegalArgumentException("retry.attempts must be positive, but was " + attempts);
			}
			if (delay.isNegative() || delay.isZero()) {
				throw new IllegalArgumentException("retry.delay must be positive, but was " + delay);
			}
			if (maximumDelay.compareTo(delay) < 0) {
				throw new IllegalArgumentException(
						"retry.max-delay must not be shorter than retry.delay, but was " + maximumDelay);
			}
		}

		/**
		 * The pause after an attempt.
		 * @param attempt from 1 on
		 */
		Duration after(int attempt) {
			Duration pause = this.delay.multipliedBy(1L << Math.min(attempt - 1, 20));
			return (pause.compareTo(this.maximumDelay) < 0) ? pause : this.maximumDelay;
		}

	}

}
