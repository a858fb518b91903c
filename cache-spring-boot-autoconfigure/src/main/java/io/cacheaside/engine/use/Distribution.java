package io.cacheaside.engine.use;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/**
 * How numbers are distributed, in constant space: four buckets for each power of two, so
 * that a quantile is at most a quarter too high. Safe for use by many threads; what is
 * read while others add is roughly of one moment.
 */
public final class Distribution {

	/** Four for each power of two that a positive number may have. */
	private static final int BUCKETS = 256;

	private final AtomicLongArray buckets = new AtomicLongArray(BUCKETS);

	private final LongAdder sum = new LongAdder();

	private final LongAccumulator largest = new LongAccumulator(Math::max, 0);

	/**
	 * Adds a number.
	 * @param value the number; a negative one counts as 0
	 */
	public void add(long value) {
		long number = Math.max(0, value);
		this.buckets.incrementAndGet(bucket(number));
		this.sum.add(number);
		this.largest.accumulate(number);
	}

	/**
	 * What was added so far.
	 * @return its summary
	 */
	public Summary summary() {
		long[] counts = new long[BUCKETS];
		long count = 0;
		for (int i = 0; i < BUCKETS; i++) {
			counts[i] = this.buckets.get(i);
			count += counts[i];
		}
		long total = this.sum.sum();
		long most = this.largest.get();
		return new Summary(count, total, (count > 0) ? (double) total / count : 0,
				Math.min(most, atOrUnder(counts, count)), most);
	}

	/** The upper end of the bucket that the 95th of a hundred is in. */
	private static long atOrUnder(long[] counts, long count) {
		long wanted = (long) Math.ceil(count * 0.95);
		long seen = 0;
		for (int i = 0; i < BUCKETS; i++) {
			seen += counts[i];
			if (seen >= wanted) {
				return end(i);
			}
		}
		return 0;
	}

	private static int bucket(long number) {
		if (number < 4) {
			return (int) number;
		}
		int power = 63 - Long.numberOfLeadingZeros(number);
		return 4 * (power - 1) + (int) ((number >>> (power - 2)) & 3);
	}

	/** The largest number of a bucket. */
	private static long end(int bucket) {
		if (bucket < 4) {
			return bucket;
		}
		int power = bucket / 4 + 1;
		long width = 1L << (power - 2);
		return (4 + bucket % 4) * width + width - 1;
	}

	/**
	 * Numbers in short.
	 *
	 * @param count how many there are
	 * @param sum their sum
	 * @param mean their mean, 0 if there are none
	 * @param p95 what 95 % of them do not exceed, at most a quarter too high
	 * @param largest the largest
	 */
	public record Summary(long count, long sum, double mean, long p95, long largest) {

		/** Of no numbers. */
		public static final Summary NONE = new Summary(0, 0, 0, 0, 0);

	}

}
