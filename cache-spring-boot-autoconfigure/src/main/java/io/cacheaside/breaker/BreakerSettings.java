package io.cacheaside.breaker;

import java.time.Duration;

/**
 * When calls are kept from the remote tier.
 *
 * @param failureRate how many of 100 calls within the window have to fail, or be slow,
 * for the breaker to open
 * @param minimumCalls how many calls there have to be in the window; as many failures in
 * a row open it, too, however many calls succeeded before
 * @param window how long a call counts, in whole seconds
 * @param slowCall the duration beyond which a call is slow, though it may succeed
 * @param openFor how long it is open before it is probed
 */
public record BreakerSettings(int failureRate, int minimumCalls, Duration window, Duration slowCall, Duration openFor) {

	/**
	 * Checks the settings.
	 * @throws IllegalArgumentException if a value is out of its range; the message names
	 * the property
	 */
	public BreakerSettings {
		require(failureRate >= 1 && failureRate <= 100,
				"remote.breaker.failure-rate must be from 1 to 100, but was " + failureRate);
		require(minimumCalls >= 1, "remote.breaker.minimum-calls must be at least 1, but was " + minimumCalls);
		require(window.compareTo(Duration.ofSeconds(1)) >= 0 && window.compareTo(Duration.ofHours(1)) <= 0,
				"remote.breaker.window must be from 1s to 1h, but was " + window);
		require(!slowCall.isNegative() && !slowCall.isZero(),
				"remote.breaker.slow-call must be positive, but was " + slowCall);
		require(openFor.compareTo(Duration.ofMillis(10)) >= 0,
				"remote.breaker.open-for must be at least 10ms, but was " + openFor);
	}

	private static void require(boolean valid, String problem) {
		if (!valid) {
			throw new IllegalArgumentException(problem);
		}
	}

}
