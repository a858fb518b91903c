package io.cacheaside.engine.marker;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.IntBinaryOperator;

/**
 * A part of a {@link PositionTable}: open addressing with linear probing, in one array of
 * pairs. The position of a new pair is written before its word, so that whoever finds the
 * word finds the position. Readers need no lock, writers that of the table's caller.
 */
final class Segment {

	private static final VarHandle WORDS = MethodHandles.arrayElementVarHandle(long[].class);

	private static final long OWNER = 0xFFFF;

	private static final int SMALLEST = 4;

	private volatile long[] pairs = new long[2 * SMALLEST];

	private int size;

	/**
	 * The bits of a hash that are kept, never 0.
	 * @param hash the hash
	 * @return the bits, in their place
	 */
	static long key(long hash) {
		long key = hash & ~OWNER;
		return (key == 0) ? OWNER + 1 : key;
	}

	long get(long key) {
		long[] pairs = this.pairs;
		int pair = first(key, pairs.length >> 1);
		while (true) {
			long word = (long) WORDS.getAcquire(pairs, pair << 1);
			if ((word & ~OWNER) == key) {
				return (long) WORDS.getAcquire(pairs, (pair << 1) + 1);
			}
			if (word == 0) {
				return Packed.NONE;
			}
			pair = (pair + 1 == pairs.length >> 1) ? 0 : pair + 1;
		}
	}

	int put(long key, int owner, long packed, IntBinaryOperator mix) {
		long[] pairs = this.pairs;
		int at = find(pairs, key);
		if (pairs[at] == 0) {
			if (packed == Packed.NONE) {
				return 0;
			}
			insert(key | owner, packed);
			return 1;
		}
		int known = (int) (pairs[at] & OWNER);
		if (known != owner) {
			WORDS.setRelease(pairs, at, key | mix.applyAsInt(known, owner));
		}
		int order = Long.compareUnsigned(packed, pairs[at + 1]);
		if (order > 0) {
			WORDS.setRelease(pairs, at + 1, packed);
		}
		return order;
	}

	private void insert(long word, long packed) {
		if ((this.size + 1) * 4L > (this.pairs.length / 2) * 3L) {
			this.pairs = copy(capacityFor(this.size + 1), (owner, position) -> false);
		}
		long[] pairs = this.pairs;
		int at = find(pairs, word & ~OWNER);
		WORDS.setRelease(pairs, at + 1, packed);
		WORDS.setRelease(pairs, at, word);
		this.size++;
	}

	void forEach(PositionTable.Visitor visitor) {
		long[] pairs = this.pairs;
		for (int at = 0; at < pairs.length; at += 2) {
			if (pairs[at] != 0) {
				visitor.visit((int) (pairs[at] & OWNER), pairs[at + 1]);
			}
		}
	}

	void removeIf(PositionTable.Test test) {
		int[] left = new int[1];
		forEach((owner, packed) -> left[0] += test.test(owner, packed) ? 0 : 1);
		if (left[0] != this.size) {
			this.pairs = copy(capacityFor(left[0]), test);
			this.size = left[0];
		}
	}

	/**
	 * Collects some positions, spread over the segment.
	 * @param samples where to
	 * @param next the first free place
	 * @param most how many at most
	 * @return the first place that is free then
	 */
	int sample(long[] samples, int next, int most) {
		int step = Math.max(1, this.size / most);
		int[] seen = new int[2];
		forEach((owner, packed) -> {
			if (seen[0]++ % step == 0 && seen[1] < most) {
				samples[next + seen[1]++] = packed;
			}
		});
		return next + seen[1];
	}

	int size() {
		return this.size;
	}

	long bytes() {
		return 8L * this.pairs.length;
	}

	private long[] copy(int capacity, PositionTable.Test without) {
		long[] old = this.pairs;
		long[] copy = new long[2 * capacity];
		for (int at = 0; at < old.length; at += 2) {
			if (old[at] != 0 && !without.test((int) (old[at] & OWNER), old[at + 1])) {
				int to = find(copy, old[at] & ~OWNER);
				copy[to] = old[at];
				copy[to + 1] = old[at + 1];
			}
		}
		return copy;
	}

	/**
	 * Half full now, and three quarters before it is copied again.
	 * @param size how many markers
	 * @return how many pairs
	 */
	private static int capacityFor(int size) {
		return Math.max(SMALLEST, size * 2);
	}

	/**
	 * Finds the pair of a key, or the empty one where it belongs. For writers.
	 * @param pairs the array, never full
	 * @param key the key
	 * @return the index of its word
	 */
	private static int find(long[] pairs, long key) {
		int capacity = pairs.length >> 1;
		int pair = first(key, capacity);
		while (pairs[pair << 1] != 0 && (pairs[pair << 1] & ~OWNER) != key) {
			pair = (pair + 1 == capacity) ? 0 : pair + 1;
		}
		return pair << 1;
	}

	private static int first(long key, int capacity) {
		// The bits after those that chose the segment, scaled to the capacity.
		return (int) ((((key << PositionTable.SEGMENT_BITS) >>> Integer.SIZE) * capacity) >>> Integer.SIZE);
	}

}
