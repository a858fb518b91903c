package io.cacheaside.warmup;

import java.time.Duration;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * How far one warmer came.
 *
 * @param warmer its name
 * @param outcome why it ended
 * @param counts how many elements that were
 * @param elapsed how long it ran
 * @param failure what made it fail, if it did
 */
record WarmupReport(String warmer, Outcome outcome, Counts counts, Duration elapsed, @Nullable Throwable failure) {

	enum Outcome {

		/** Everything is there. */
		COMPLETE,

		/** Everything is there, by another node. */
		ELSEWHERE,

		FAILED, OUT_OF_TIME, STOPPED,

		/** Another node has been elected meanwhile, and goes on. */
		TAKEN_OVER

	}

	boolean isComplete() {
		return this.outcome == Outcome.COMPLETE || this.outcome == Outcome.ELSEWHERE;
	}

	/** {@code 12,000 of 48,000 (25 %) in 3.2 s, 3,750/s}. */
	String progress() {
		double seconds = this.elapsed.toNanos() / 1e9;
		String ofTotal = (this.counts.total > 0) ? String.format(Locale.ROOT, " of %,d (%d %%)", this.counts.total,
				this.counts.done * 100 / this.counts.total) : "";
		long own = this.counts.done - this.counts.before;
		String rate = (seconds > 0 && (own > 0 || this.counts.before == 0))
				? String.format(Locale.ROOT, ", %,.0f/s", own / seconds) : "";
		return String.format(Locale.ROOT, "%,d%s in %.1f s%s", this.counts.done, ofTotal, seconds, rate);
	}

	/**
	 * Elements of a source.
	 *
	 * @param done those that were dealt with: entries that Redis has acknowledged, or
	 * calls that returned
	 * @param before those among them that another node has done
	 * @param written the entries among them that were absent; 0 for calls, which do not
	 * tell
	 * @param total all of them, negative if unknown
	 */
	record Counts(long done, long before, long written, long total) {
	}

}
