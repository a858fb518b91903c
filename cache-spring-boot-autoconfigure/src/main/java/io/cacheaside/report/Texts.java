package io.cacheaside.report;

import java.util.Locale;

/** How figures are written for people. */
final class Texts {

	/** What people set times to, in seconds. */
	private static final long[] ROUND_SECONDS = { 1, 2, 5, 10, 15, 20, 30, 45, 60, 120, 300, 600, 900, 1_200, 1_800,
			2_700, 3_600, 7_200, 10_800, 14_400, 21_600, 43_200 };

	private static final long DAY_SECONDS = 86_400;

	private Texts() {
	}

	static String percent(double share) {
		return number(100 * share) + " %";
	}

	static String millis(double nanos) {
		return String.format(Locale.ROOT, (nanos < 10_000_000) ? "%.2f ms" : "%.0f ms", nanos / 1e6);
	}

	static String seconds(double nanos) {
		return String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
	}

	static String bytes(long bytes) {
		if (bytes < 1_024) {
			return bytes + " B";
		}
		return (bytes < 1_048_576) ? number(bytes / 1_024.0) + " kB" : number(bytes / 1_048_576.0) + " MB";
	}

	private static String number(double number) {
		return String.format(Locale.ROOT, "%.1f", number);
	}

	static String time(long millis) {
		if (millis < 1_000) {
			return millis + " ms";
		}
		if (millis < 60_000) {
			return number(millis / 1e3) + " s";
		}
		return (millis < 3_600_000) ? number(millis / 6e4) + " min" : number(millis / 3.6e6) + " h";
	}

	/**
	 * A duration as it can be set, rounded up to one that people would choose.
	 */
	static String duration(long millis) {
		long seconds = Math.max(1, (millis + 999) / 1_000);
		for (long round : ROUND_SECONDS) {
			if (seconds <= round) {
				return unit(round);
			}
		}
		return (seconds + DAY_SECONDS - 1) / DAY_SECONDS + "d";
	}

	private static String unit(long seconds) {
		if (seconds < 60) {
			return seconds + "s";
		}
		return (seconds < 3_600) ? seconds / 60 + "m" : seconds / 3_600 + "h";
	}

}
