package io.cacheaside.engine.queue;

import java.time.Duration;

/**
 * How much may wait in a queue of writes.
 *
 * @param maximumLength how many keys may wait
 * @param maximumWait how long a caller waits for room when there are as many
 */
public record QueueLimits(int maximumLength, Duration maximumWait) {

	/** What is in force unless an application says otherwise. */
	public static final QueueLimits DEFAULTS = new QueueLimits(100_000, Duration.ofSeconds(2));

	public QueueLimits {
		if (maximumLength < 1) {
			throw new IllegalArgumentException("maximum-length must be positive, but was " + maximumLength);
		}
		if (maximumWait.isNegative()) {
			throw new IllegalArgumentException("max-wait must not be negative, but was " + maximumWait);
		}
	}

}
