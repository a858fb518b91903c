package io.cacheaside.engine.marker;

/**
 * A position below which everything is stale. Readers never wait, writers must hold a
 * lock of their caller.
 */
final class Floor {

	private volatile long packed;

	private boolean holdsKeys;

	long packed() {
		return this.packed;
	}

	/**
	 * Raises the floor, unless it is higher.
	 * @param packed the packed position
	 * @param isOfKeys whether markers of keys are folded into it
	 * @return whether it rose
	 */
	boolean raise(long packed, boolean isOfKeys) {
		this.holdsKeys |= isOfKeys;
		if (!Packed.isNewer(packed, this.packed)) {
			return false;
		}
		this.packed = packed;
		return true;
	}

	/**
	 * Forgets the floor if it is not newer than what may be forgotten.
	 * @param keys the newest position of key markers to forget
	 * @param others the newest position of other markers to forget
	 */
	void drop(long keys, long others) {
		if (!Packed.isNewer(this.packed, others) && (!this.holdsKeys || !Packed.isNewer(this.packed, keys))) {
			this.packed = Packed.NONE;
			this.holdsKeys = false;
		}
	}

}
