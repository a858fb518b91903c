package io.cacheaside.warmup;

import java.time.Duration;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * How far one warmer came.
 *
 * @param warmer its name
 * @param outcome why it ended
 * @param done the elements of its source that were dealt with: entries that Redis has
 * acknowledged, or calls that returned
 * @param written the entries among them that were absent; 0 for calls, which do not tell
 * @param total the number of elements, negative if unknown
 * @param elapsed how long it ran
 * @param failure what made it fail, if it did
 */
record WarmupReport(String warmer, Outcome outcome, long done, long written, long total, Duration elapsed,
		@Nullable Throwable failure) {

	enum Outcome {

		COMPLETE, FAILED, OUT_OF_TIME, STOPPED

	}

	/** {@code 12,000 of 48,000 (25 %) in 3.2 s, 3,750/s}. */
	String progress() {
		double seconds = this.elapsed.toNanos() / 1e9;
		String ofTotal = (this.total > 0)
				? String.format(Locale.ROOT, " of %,d (%d %%)", this.total, this.done * 100 / this.total) : "";
		String rate = (seconds > 0) ? String.format(Locale.ROOT, ", %,.0f/s", this.done / seconds) : "";
		return String.format(Locale.ROOT, "%,d%s in %.1f s%s", this.done, ofTotal, seconds, rate);
	}

}
