package io.cacheaside.redis;

import java.time.Duration;

/**
 * How the log is spoken to.
 *
 * @param timeout the longest wait for the answer to one command
 * @param retention how long entries are kept at least; those that are older are removed
 * in whole nodes of the stream, so that some stay longer
 */
public record LogSettings(Duration timeout, Duration retention) {

	/**
	 * Checks the settings.
	 * @throws IllegalArgumentException if one of them is not positive
	 */
	public LogSettings {
		if (timeout.isNegative() || timeout.isZero()) {
			throw new IllegalArgumentException("the time-out of the log must be positive, but was " + timeout);
		}
		if (retention.isNegative() || retention.isZero()) {
			throw new IllegalArgumentException("the retention of the log must be positive, but was " + retention);
		}
	}

}
