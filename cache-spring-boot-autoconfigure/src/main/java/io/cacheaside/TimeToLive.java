package io.cacheaside;

import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import org.springframework.format.annotation.DurationFormat.Style;
import org.springframework.format.datetime.standard.DurationFormatterUtils;

/**
 * How long an entry lives: a positive duration, or {@linkplain #NONE none} for entries
 * that only an invalidation empties. Whole milliseconds; anything finer is rounded up.
 *
 * @param duration the duration, or {@code null} for no limit
 */
public record TimeToLive(@Nullable Duration duration) {

	/** No limit in time. */
	public static final TimeToLive NONE = new TimeToLive(null);

	/** The longest that Redis can be asked for, with room for its clock. */
	private static final Duration LONGEST = Duration.ofDays(36_500);

	private static final Pattern BARE_NUMBER = Pattern.compile("[+-]?\\d+");

	/**
	 * Checks the duration.
	 * @throws IllegalArgumentException if the duration is zero, negative, or over 100
	 * years
	 */
	public TimeToLive {
		if (duration != null && (duration.isZero() || duration.isNegative())) {
			throw new IllegalArgumentException(
					"a time to live must be positive, but was " + duration + "; use 'none' for no limit");
		}
		if (duration != null && duration.compareTo(LONGEST) > 0) {
			throw new IllegalArgumentException(
					"a time to live must be at most 36500d, but was " + duration + "; use 'none' for no limit");
		}
	}

	/**
	 * A limited time to live.
	 * @param duration a positive duration
	 * @return the time to live
	 * @throws IllegalArgumentException if the duration is zero or negative
	 */
	public static TimeToLive of(Duration duration) {
		return new TimeToLive(Objects.requireNonNull(duration, "duration"));
	}

	/**
	 * Reads {@code none} or a duration with a unit, such as {@code 90s}, {@code 1h30m} or
	 * {@code PT5M}.
	 * @param text what the user wrote
	 * @return the time to live
	 * @throws IllegalArgumentException if the text has no unit, is no duration, or is not
	 * positive
	 */
	public static TimeToLive parse(String text) {
		if (text.strip().toLowerCase(Locale.ROOT).equals("none")) {
			return NONE;
		}
		return of(parseDuration(text));
	}

	/**
	 * Reads a duration with a unit. Zero and negative ones are left to the caller to
	 * judge.
	 * @param text what the user wrote
	 * @return the duration
	 * @throws IllegalArgumentException if the text has no unit or is no duration
	 */
	public static Duration parseDuration(String text) {
		String stripped = text.strip();
		if (BARE_NUMBER.matcher(stripped).matches()) {
			throw new IllegalArgumentException(
					"'" + text + "' has no unit; write for example '" + stripped + "s' or '" + stripped + "ms'");
		}
		try {
			return DurationFormatterUtils.detectAndParse(stripped);
		}
		catch (IllegalArgumentException ex) {
			throw new IllegalArgumentException(
					"'" + text + "' is not a duration; write for example '90s', '5m', '1h30m' or 'PT5M'", ex);
		}
	}

	/**
	 * The smaller of this time to live and a limit.
	 * @param limit the limit
	 * @return whichever ends earlier
	 */
	public TimeToLive atMost(TimeToLive limit) {
		if (limit.duration == null) {
			return this;
		}
		return (this.duration == null || this.duration.compareTo(limit.duration) > 0) ? limit : this;
	}

	/**
	 * As properties spell it, such as {@code 1m30s}, or {@code none}.
	 */
	@Override
	public String toString() {
		return (this.duration != null) ? DurationFormatterUtils.print(this.duration, Style.COMPOSITE) : "none";
	}

}
