package io.cacheaside.autoconfigure;

import java.time.Duration;

/**
 * A duration that was written with a unit. A plain {@link Duration} property would read
 * {@code 300} as milliseconds without a word.
 *
 * @param duration the duration, not negative
 */
record Timespan(Duration duration) {

	Timespan {
		if (duration.isNegative()) {
			throw new IllegalArgumentException("a duration must not be negative, but was " + duration);
		}
	}

}
