package io.cacheaside.engine;

import java.time.Duration;
import java.util.OptionalLong;

import io.cacheaside.FreshnessSettings;
import io.cacheaside.codec.Entry;

/**
 * How a value in the remote tier stands to its time, by the clock of its server.
 *
 * @param over whether its time is over
 * @param due whether it is in time and should be loaded anew, and nobody does so yet
 * @param leased whether somebody loads it anew, or nobody is to for a while
 * @param resting whether nobody is to for a while, since a load has failed
 * @param standsIn whether it is over and may stand in if the loader fails
 */
record Timing(boolean over, boolean due, boolean leased, boolean resting, boolean standsIn) {

	static final Timing IN_TIME = new Timing(false, false, false, false, false);

	/**
	 * How an entry with a value stands to its time.
	 * @param now the server's clock; while it is not known, what may be over is, and what
	 * may be leased
	 * @param softly whether it was invalidated softly and not loaded anew since
	 */
	static Timing of(Entry entry, OptionalLong now, FreshnessSettings settings, boolean softly) {
		long grace = settings.staleIfError().toMillis();
		if (now.isEmpty()) {
			boolean over = entry.expiresAt() != 0 && grace != 0;
			return new Timing(over, softly && !over && !entry.isLeased(), false, false, over);
		}
		long millis = now.getAsLong();
		boolean over = entry.expiresAt() != 0 && millis >= entry.expiresAt();
		boolean leased = entry.isLeased() && millis < entry.refreshAt();
		boolean due = !over && !leased && (softly || entry.refreshAt() != 0 && millis >= entry.refreshAt());
		return new Timing(over, due, leased, leased && entry.isResting(), over && millis < entry.expiresAt() + grace);
	}

	/**
	 * Whether an entry can be anything but in time: if not, nobody need look at a clock.
	 */
	static boolean isNeeded(Entry entry, boolean softly) {
		// Another node may let its entries stay for longer than their time.
		return softly || entry.expiresAt() != 0 || entry.refreshAt() != 0 || entry.isLeased();
	}

}
