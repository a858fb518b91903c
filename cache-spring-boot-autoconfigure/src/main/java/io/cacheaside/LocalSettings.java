package io.cacheaside;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * The settings in force for the local tier of one cache.
 *
 * @param enabled whether entries are kept in the process at all
 * @param maximumEntries how many entries are kept at most
 * @param maximumSizeBytes how many bytes their encoded forms have together at most; 0 not
 * to limit the size
 * @param ttl the longest time that an entry is kept, {@code null} for as long as the
 * remote entry lives
 * @param copied whether each hit gets a value of its own, decoded anew; if not, all
 * callers share one, which nobody must change
 */
public record LocalSettings(boolean enabled, long maximumEntries, long maximumSizeBytes, @Nullable Duration ttl,
		boolean copied) {

	/** Nothing is kept in the process. */
	public static final LocalSettings OFF = new LocalSettings(false, 1, 0, null, false);

	/**
	 * Checks the settings.
	 * @throws IllegalArgumentException if a value is out of its range; the message names
	 * the property
	 */
	public LocalSettings {
		require(maximumEntries > 0, "maximum-entries must be positive, but was " + maximumEntries);
		require(maximumSizeBytes >= 0, "maximum-size must not be negative, but was " + maximumSizeBytes + "B");
		require(ttl == null || !(ttl.isZero() || ttl.isNegative()), "ttl must be positive, but was " + ttl);
	}

	private static void require(boolean valid, String problem) {
		if (!valid) {
			throw new IllegalArgumentException("local." + problem);
		}
	}

}
