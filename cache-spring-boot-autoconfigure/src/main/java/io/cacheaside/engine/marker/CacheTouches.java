package io.cacheaside.engine.marker;

/**
 * When anything inside each cache was last invalidated, for values that were built from a
 * whole cache. Readers never wait, writers must hold a lock of their caller.
 */
final class CacheTouches {

	private static final int OF_KEY = 1;

	private final TextHash hash;

	private final int most;

	private final PositionTable table = new PositionTable((known, added) -> PositionTable.MIXED);

	private final Floor floor = new Floor();

	CacheTouches(TextHash hash, int most) {
		this.hash = hash;
		this.most = most;
	}

	/**
	 * A key of a cache was invalidated.
	 * @param cacheName the cache
	 * @param packed the packed position
	 */
	void touchByKey(String cacheName, long packed) {
		long state = TextHash.step(this.hash.stateAfter(cacheName, 0), TextHash.OTHER_END);
		this.table.put(this.hash.finish(state), OF_KEY, packed);
		bound();
	}

	/**
	 * What begins with a text was invalidated: touches every cache whose keys all begin
	 * with a part of it.
	 * @param prefix the text
	 * @param packed the packed position
	 */
	void touchByPrefix(String prefix, long packed) {
		long state = this.hash.start();
		for (int i = 0; i < prefix.length(); i++) {
			if (prefix.charAt(i) == ':') {
				this.table.put(this.hash.finish(state), 0, packed);
			}
			state = TextHash.step(state, prefix.charAt(i));
		}
		bound();
	}

	private void bound() {
		while (this.table.size() > this.most) {
			long cut = this.table.median();
			this.floor.raise(cut, true);
			this.table.removeIf((owner, packed) -> !Packed.isNewer(packed, cut));
		}
	}

	/**
	 * Whether a cache was touched after an entry.
	 * @param text ends with the name of the cache
	 * @param from the first character of the name
	 * @param entry the packed position
	 * @return whether it was
	 */
	boolean isStale(String text, int from, long entry) {
		long state = this.hash.stateAfter(text, from);
		return Packed.isNewer(this.table.get(this.hash.finish(state)), entry)
				|| Packed.isNewer(this.table.get(this.hash.finish(TextHash.step(state, TextHash.OTHER_END))), entry)
				|| Packed.isNewer(this.floor.packed(), entry);
	}

	/**
	 * When a cache was last touched, as {@link #isStale} knows it.
	 * @param cacheName the cache
	 * @return the packed position
	 */
	long newest(String cacheName) {
		long state = this.hash.stateAfter(cacheName, 0);
		long byPrefix = this.table.get(this.hash.finish(state));
		long byKey = this.table.get(this.hash.finish(TextHash.step(state, TextHash.OTHER_END)));
		return Packed.newest(this.floor.packed(), Packed.newest(byPrefix, byKey));
	}

	/**
	 * Forgets what is not newer.
	 * @param keys the newest position of key markers to forget
	 * @param others the newest position of other markers to forget
	 */
	void drop(long keys, long others) {
		long both = Packed.isNewer(keys, others) ? others : keys;
		this.table.removeIf((owner, packed) -> !Packed.isNewer(packed, switch (owner) {
			case 0 -> others;
			case OF_KEY -> keys;
			default -> both;
		}));
		this.floor.drop(keys, others);
	}

	long bytes() {
		return this.table.bytes();
	}

}
