package io.cacheaside.benchmark;

import java.util.List;
import java.util.Locale;

/**
 * What a figure should be, beside what it was.
 *
 * @param what the figure, with its unit if it has one
 * @param measured what was measured
 * @param side on which side of the bound it should lie
 * @param bound the bound, included
 */
record Goal(String what, double measured, Side side, double bound) {

	static Goal atMost(String what, double measured, double bound) {
		return new Goal(what, measured, Side.AT_MOST, bound);
	}

	static Goal atLeast(String what, double measured, double bound) {
		return new Goal(what, measured, Side.AT_LEAST, bound);
	}

	boolean isMet() {
		return (this.side == Side.AT_MOST) ? this.measured <= this.bound : this.measured >= this.bound;
	}

	/** A Markdown table. */
	static String table(List<Goal> goals) {
		StringBuilder table = new StringBuilder("| goal | bound | measured | met |\n|---|---:|---:|---|\n");
		for (Goal goal : goals) {
			table.append(String.format(Locale.ROOT, "| %s | %s %s | %.2f | %s |%n", goal.what, goal.side.sign,
					plain(goal.bound), goal.measured, goal.isMet() ? "yes" : "**no**"));
		}
		return table.toString();
	}

	private static String plain(double bound) {
		return (bound == Math.rint(bound)) ? Long.toString((long) bound) : Double.toString(bound);
	}

	/** On which side of the bound the figure should lie. */
	enum Side {

		AT_MOST("≤"), AT_LEAST("≥");

		private final String sign;

		Side(String sign) {
			this.sign = sign;
		}

	}

}
