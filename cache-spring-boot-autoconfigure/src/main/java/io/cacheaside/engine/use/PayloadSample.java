package io.cacheaside.engine.use;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;

/**
 * The beginnings of a few entries, 128 kB at most, to see what compression would make of
 * them. Safe for use by many threads.
 */
final class PayloadSample {

	static final int SIZE = 8;

	/** Twice what Deflate looks back at least; more would tell no more. */
	static final int MAXIMUM_BYTES = 16_384;

	/** Of how many one is kept, once there are enough; a power of two. */
	private static final int ONE_IN = 64;

	private final AtomicReferenceArray<byte[]> samples = new AtomicReferenceArray<>(SIZE);

	private final AtomicLong offered = new AtomicLong();

	void offer(byte[] entry) {
		long number = this.offered.getAndIncrement();
		if (number < SIZE) {
			keep((int) number, entry);
		}
		else if (number % ONE_IN == 0) {
			keep((int) (number / ONE_IN % SIZE), entry);
		}
	}

	private void keep(int slot, byte[] entry) {
		this.samples.set(slot, Arrays.copyOf(entry, Math.min(entry.length, MAXIMUM_BYTES)));
	}

	List<byte[]> samples() {
		return IntStream.range(0, SIZE).mapToObj(this.samples::get).filter(Objects::nonNull).toList();
	}

}
