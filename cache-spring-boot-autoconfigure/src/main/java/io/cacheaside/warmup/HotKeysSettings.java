package io.cacheaside.warmup;

import java.time.Duration;

/**
 * How a node warms from what was hot: {@code cacheaside.warmup.hot-keys.*}.
 *
 * @param interval from one saving of the hottest keys to the next
 * @param maximumEntries how many keys of all caches together are saved, and read ahead at
 * a start
 * @param maximumBytes how large the entries that are read ahead may be together
 * @param timeout how long a start waits for them
 */
public record HotKeysSettings(Duration interval, int maximumEntries, long maximumBytes, Duration timeout) {

	/**
	 * Checks the settings.
	 * @throws IllegalArgumentException if a value is out of its range; the message names
	 * the property
	 */
	public HotKeysSettings {
		require(isPositive(interval), "interval", interval);
		require(maximumEntries > 0, "maximum-entries", maximumEntries);
		require(maximumBytes > 0, "maximum-size", maximumBytes);
		require(isPositive(timeout), "timeout", timeout);
	}

	private static boolean isPositive(Duration duration) {
		return !duration.isNegative() && !duration.isZero();
	}

	private static void require(boolean valid, String property, Object value) {
		if (!valid) {
			throw new IllegalArgumentException(
					"cacheaside.warmup.hot-keys." + property + " must be positive, but was " + value);
		}
	}

}
