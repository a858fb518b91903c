package io.cacheaside.autoconfigure;

import java.time.Duration;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Writing the entries of one warmer anew from time to time, once on all nodes.
 *
 * @param every from the beginning of one run to that of the next
 */
record RefreshProperties(@Nullable Timespan every) {

	RefreshProperties {
		if (every == null || every.duration().isZero()) {
			throw new IllegalArgumentException("every must be positive, as in 'every: 15m'");
		}
	}

	Duration interval() {
		return Objects.requireNonNull(this.every).duration();
	}

}
