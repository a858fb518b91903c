package io.cacheaside.actuate;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Why the cache helps less than it could, in figures.
 *
 * @param reason which of them
 * @param measured what is the case, by cache where it is one of several
 * @param threshold the last value that would be well, {@code null} if there is none
 */
record Reason(HealthReason reason, Object measured, @Nullable Object threshold) {

	/**
	 * The reason as health shows it.
	 */
	Map<String, Object> details() {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("reason", this.reason.label());
		details.put("measured", this.measured);
		if (this.threshold != null) {
			details.put("threshold", this.threshold);
		}
		return details;
	}

	/**
	 * A duration as health shows it, in milliseconds.
	 */
	static String millis(Duration duration) {
		double millis = duration.toNanos() / 1_000_000.0;
		return String.format(Locale.ROOT, (millis == Math.rint(millis)) ? "%.0fms" : "%.2fms", millis);
	}

	/**
	 * A share as health shows it.
	 */
	static double share(double share) {
		return Math.round(share * 10_000) / 10_000.0;
	}

}
