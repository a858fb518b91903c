package io.cacheaside.engine.marker;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Markers of single keys, with the cache of each, to fold the oldest into a marker of
 * their whole cache. Readers never wait, writers must hold a lock of their caller.
 */
final class KeyMarkers {

	/** How many caches are told apart; markers of others are folded into the floor. */
	static final int MOST_CACHES = 4_096;

	private final TextHash hash;

	private final PositionTable table = new PositionTable((known, added) -> PositionTable.MIXED);

	private final List<String> caches = new ArrayList<>();

	private final Map<String, Integer> numbers = new HashMap<>();

	KeyMarkers(TextHash hash) {
		this.hash = hash;
	}

	/**
	 * Puts a marker.
	 * @param cacheName the cache
	 * @param logicalKey the key
	 * @param packed the packed position
	 * @return its order to what is known, as {@link PositionTable#put(long, int, long)}
	 */
	int put(String cacheName, String logicalKey, long packed) {
		return this.table.put(this.hash.of(logicalKey, 0), number(cacheName), packed);
	}

	private int number(String cacheName) {
		Integer known = this.numbers.get(cacheName);
		if (known != null) {
			return known;
		}
		if (this.caches.size() == MOST_CACHES) {
			return PositionTable.MIXED;
		}
		int number = this.caches.size();
		this.caches.add(cacheName);
		this.numbers.put(cacheName, number);
		return number;
	}

	/**
	 * The newest position at which a key was invalidated.
	 * @param text ends with the key
	 * @param from the first character of the key
	 * @return the packed position
	 */
	long get(String text, int from) {
		return this.table.get(this.hash.of(text, from));
	}

	/**
	 * Forgets markers.
	 * @param keys the newest position to forget
	 */
	void drop(long keys) {
		this.table.removeIf((owner, packed) -> !Packed.isNewer(packed, keys));
	}

	/**
	 * Folds the older half: first puts the coarser markers, then forgets the finer ones.
	 * @param prefixes takes the markers of caches
	 * @param floor takes those whose cache is not known
	 */
	void fold(PrefixMarkers prefixes, Floor floor) {
		long cut = this.table.median();
		long[] newest = new long[this.caches.size()];
		this.table.forEach((owner, packed) -> {
			if (Packed.isNewer(packed, cut)) {
				return;
			}
			if (owner == PositionTable.MIXED) {
				floor.raise(packed, true);
			}
			else {
				newest[owner] = Packed.newest(newest[owner], packed);
			}
		});
		for (int number = 0; number < newest.length; number++) {
			if (newest[number] != Packed.NONE) {
				prefixes.putFolded(this.caches.get(number) + ":", newest[number]);
			}
		}
		drop(cut);
	}

	int size() {
		return this.table.size();
	}

	long bytes() {
		return this.table.bytes();
	}

}
