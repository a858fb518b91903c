package io.cacheaside.engine.marker;

import io.cacheaside.Position;

/**
 * Positions of one epoch in 64 bits, so that a marker is one atomic word. 42 bits are
 * milliseconds, enough until the year 2109, and 22 bits the sequence within one. What
 * does not fit is rounded such that a comparison can only err towards stale: a marker up,
 * an entry down. 0 is older than everything and stands for no marker.
 */
final class Packed {

	/** No marker. */
	static final long NONE = 0;

	private static final int SEQUENCE_BITS = 22;

	private static final long MAXIMUM_SEQUENCE = (1L << SEQUENCE_BITS) - 1;

	private static final long MAXIMUM_MILLIS = (1L << (Long.SIZE - SEQUENCE_BITS)) - 1;

	/** Older than the latest marker, which stands for all that are too late to tell. */
	private static final long LATEST_ENTRY = -2;

	private Packed() {
	}

	/**
	 * A position at which something was invalidated.
	 * @param position the position
	 * @return the bits, rounded up
	 */
	static long marker(Position position) {
		long millis = position.millis();
		if (millis < 0 || millis > MAXIMUM_MILLIS) {
			return -1;
		}
		if (position.sequence() >= 0 && position.sequence() <= MAXIMUM_SEQUENCE) {
			return (millis << SEQUENCE_BITS) | position.sequence();
		}
		return (millis == MAXIMUM_MILLIS) ? -1 : ((millis + 1) << SEQUENCE_BITS);
	}

	/**
	 * A position that markers are compared with.
	 * @param position the position
	 * @return the bits, rounded down
	 */
	static long entry(Position position) {
		long millis = position.millis();
		if (millis < 0) {
			return NONE;
		}
		if (millis > MAXIMUM_MILLIS) {
			return LATEST_ENTRY;
		}
		long sequence = Math.max(0, Math.min(position.sequence(), MAXIMUM_SEQUENCE));
		long packed = (millis << SEQUENCE_BITS) | sequence;
		return isNewer(packed, LATEST_ENTRY) ? LATEST_ENTRY : packed;
	}

	/**
	 * Whether the bits of a marker are its position and no other.
	 * @param position the position
	 * @return whether nothing was rounded
	 */
	static boolean isExact(Position position) {
		return unpack(position.epoch(), marker(position)).equals(position);
	}

	/**
	 * The position that bits stand for.
	 * @param epoch the epoch
	 * @param packed the bits
	 * @return the position
	 */
	static Position unpack(long epoch, long packed) {
		return new Position(epoch, packed >>> SEQUENCE_BITS, packed & MAXIMUM_SEQUENCE);
	}

	static boolean isNewer(long packed, long other) {
		return Long.compareUnsigned(packed, other) > 0;
	}

	static long newest(long packed, long other) {
		return isNewer(packed, other) ? packed : other;
	}

}
