package io.cacheaside;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * When the values of one cache are loaded anew although they are in time, and how long
 * they stand in after it.
 *
 * @param refreshAfter the age from which a value is served and refreshed in the
 * background, once on all nodes; {@code null} for never
 * @param earlyRefresh how eagerly a value is refreshed before its time is over: 0 for
 * never, 1 as the XFetch algorithm proposes, more for earlier
 * @param staleIfError for how long after its time is over a value stands in when the
 * loader fails; zero for not at all
 */
public record FreshnessSettings(@Nullable Duration refreshAfter, double earlyRefresh, Duration staleIfError) {

	/** Values are used until their time is over, and never after. */
	public static final FreshnessSettings OFF = new FreshnessSettings(null, 0, Duration.ZERO);

	/**
	 * Checks the settings.
	 * @throws IllegalArgumentException if a value is out of its range; the message names
	 * the property
	 */
	public FreshnessSettings {
		require(refreshAfter == null || !(refreshAfter.isZero() || refreshAfter.isNegative()),
				"refresh-after must be positive, but was " + refreshAfter);
		require(earlyRefresh >= 0 && earlyRefresh <= 100,
				"early-refresh must be from 0 to 100, but was " + earlyRefresh);
		require(!staleIfError.isNegative(), "stale-if-error must not be negative, but was " + staleIfError);
	}

	/**
	 * Whether values are loaded anew before their time is over.
	 * @return whether they are
	 */
	public boolean refreshes() {
		return this.refreshAfter != null || this.earlyRefresh > 0;
	}

	private static void require(boolean valid, String problem) {
		if (!valid) {
			throw new IllegalArgumentException(problem);
		}
	}

}
