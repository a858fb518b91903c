package io.cacheaside;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * The limits for the loads of one cache.
 *
 * @param softTimeout how long a caller waits for a load while an older value can stand in
 * for it; the load goes on in the background. {@code null} for as long as it takes
 * @param hardTimeout how long a caller waits for a load at all; it goes on in the
 * background. {@code null} for as long as it takes
 * @param maximumConcurrent how many loads of this cache run at once on this node; 0 for
 * any number
 */
public record LoadSettings(@Nullable Duration softTimeout, @Nullable Duration hardTimeout, int maximumConcurrent) {

	/** Loads take as long as they take, any number at once. */
	public static final LoadSettings UNLIMITED = new LoadSettings(null, null, 0);

	/**
	 * Checks the settings.
	 * @throws IllegalArgumentException if a value is out of its range; the message names
	 * the property
	 */
	public LoadSettings {
		require(isPositive(softTimeout), "load-timeout.soft must be positive, but was " + softTimeout);
		require(isPositive(hardTimeout), "load-timeout.hard must be positive, but was " + hardTimeout);
		require(softTimeout == null || hardTimeout == null || softTimeout.compareTo(hardTimeout) < 0,
				"load-timeout.soft (" + softTimeout + ") must be shorter than load-timeout.hard (" + hardTimeout + ")");
		require(maximumConcurrent >= 0, "maximum-concurrent-loads must not be negative, but was " + maximumConcurrent);
	}

	private static boolean isPositive(@Nullable Duration timeout) {
		return timeout == null || !(timeout.isZero() || timeout.isNegative());
	}

	private static void require(boolean valid, String problem) {
		if (!valid) {
			throw new IllegalArgumentException(problem);
		}
	}

}
