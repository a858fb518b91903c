package io.cacheaside.engine.marker;

import java.util.Arrays;
import java.util.function.IntBinaryOperator;

/**
 * The newest position per hash, in 21 to 32 bytes a marker. Readers never wait: they see
 * a marker from the moment {@link #put(long, int, long)} returned. Writers must hold a
 * lock of their caller.
 *
 * <p>
 * The upper 48 bits of a hash and 16 bits of the caller's choice, the <em>owner</em>, are
 * one word, the {@linkplain Packed packed} position is the next. A word never leaves its
 * array, and a new array is published when it is whole, so that a reader of an old one
 * misses only what came after it began to read. The table is made of segments that grow
 * one by one.
 */
final class PositionTable {

	/** The owner where markers of different ones share a hash. */
	static final int MIXED = 0xFFFF;

	/** How many bits of a hash choose the segment. */
	static final int SEGMENT_BITS = 6;

	private static final int SAMPLES_PER_SEGMENT = 16;

	private final Segment[] segments = new Segment[1 << SEGMENT_BITS];

	private final IntBinaryOperator mix;

	private int size;

	/**
	 * Creates an empty table.
	 * @param mix the owner of a marker that is put where one of another owner is
	 */
	PositionTable(IntBinaryOperator mix) {
		this.mix = mix;
		Arrays.setAll(this.segments, (i) -> new Segment());
	}

	/**
	 * The newest position known.
	 * @param hash the hash
	 * @return the packed position, {@link Packed#NONE} if there is none
	 */
	long get(long hash) {
		long key = Segment.key(hash);
		return segment(key).get(key);
	}

	/**
	 * Puts a marker, unless a newer one is known.
	 * @param hash the hash
	 * @param owner 16 bits, at most {@link #MIXED}
	 * @param packed the packed position
	 * @return positive if it is newer than what is known, 0 if it is the same, negative
	 * if it is older
	 */
	int put(long hash, int owner, long packed) {
		long key = Segment.key(hash);
		Segment segment = segment(key);
		int before = segment.size();
		int order = segment.put(key, owner, packed, this.mix);
		this.size += segment.size() - before;
		return order;
	}

	void forEach(Visitor visitor) {
		for (Segment segment : this.segments) {
			segment.forEach(visitor);
		}
	}

	/**
	 * Removes markers.
	 * @param test says which
	 */
	void removeIf(Test test) {
		int left = 0;
		for (Segment segment : this.segments) {
			segment.removeIf(test);
			left += segment.size();
		}
		this.size = left;
	}

	/**
	 * A position that about half of the markers are not newer than; exact if there are
	 * few. At least one marker has it.
	 * @return the packed position, {@link Packed#NONE} if the table is empty
	 */
	long median() {
		long[] samples = new long[this.segments.length * SAMPLES_PER_SEGMENT];
		int count = 0;
		for (Segment segment : this.segments) {
			count = segment.sample(samples, count, SAMPLES_PER_SEGMENT);
		}
		// Flipping the highest bit makes the signed order the unsigned one.
		for (int i = 0; i < count; i++) {
			samples[i] ^= Long.MIN_VALUE;
		}
		Arrays.sort(samples, 0, count);
		return (count == 0) ? Packed.NONE : samples[(count - 1) / 2] ^ Long.MIN_VALUE;
	}

	int size() {
		return this.size;
	}

	/**
	 * What its arrays take.
	 * @return the bytes, headers of objects not included
	 */
	long bytes() {
		long bytes = 0;
		for (Segment segment : this.segments) {
			bytes += segment.bytes();
		}
		return bytes;
	}

	private Segment segment(long key) {
		return this.segments[(int) (key >>> (Long.SIZE - SEGMENT_BITS))];
	}

	/** Is told of each marker. */
	@FunctionalInterface
	interface Visitor {

		void visit(int owner, long packed);

	}

	/** Says yes or no to a marker. */
	@FunctionalInterface
	interface Test {

		boolean test(int owner, long packed);

	}

}
