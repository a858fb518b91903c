package io.cacheaside.benchmark;

import java.util.Arrays;

/** Durations in nanoseconds, as many as were measured. For one thread. */
final class Samples {

	private long[] nanos = new long[1024];

	private int size;

	void add(long duration) {
		if (this.size == this.nanos.length) {
			this.nanos = Arrays.copyOf(this.nanos, this.size * 2);
		}
		this.nanos[this.size++] = duration;
	}

	/** Adds how long something takes. */
	void time(Runnable action) {
		long start = System.nanoTime();
		action.run();
		add(System.nanoTime() - start);
	}

	/** The median in microseconds. */
	double median() {
		return percentile(50);
	}

	/**
	 * A percentile in microseconds.
	 * @param percent above 0, at most 100
	 */
	double percentile(double percent) {
		if (this.size == 0) {
			throw new IllegalStateException("nothing was measured");
		}
		long[] sorted = Arrays.copyOf(this.nanos, this.size);
		Arrays.sort(sorted);
		int rank = (int) Math.ceil(percent / 100 * this.size);
		return sorted[Math.max(1, rank) - 1] / 1e3;
	}

	int size() {
		return this.size;
	}

}
