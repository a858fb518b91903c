package io.cacheaside.engine;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Some of the keys whose time was found to be over in this process, so that the miss that
 * follows can be told from that of a key nobody ever had: Redis forgets an entry without
 * a trace. Loses keys when there are many at once. Safe for use by many threads.
 */
final class ExpiredKeys {

	private static final int REMEMBERED = 1_024;

	private final AtomicReferenceArray<String> keys = new AtomicReferenceArray<>(REMEMBERED);

	/**
	 * Notes that the time of an entry is over.
	 */
	void add(String logicalKey) {
		this.keys.lazySet(slot(logicalKey), logicalKey);
	}

	/**
	 * Whether a key was noted, which is forgotten then.
	 */
	boolean take(String logicalKey) {
		int slot = slot(logicalKey);
		return logicalKey.equals(this.keys.get(slot)) && this.keys.getAndSet(slot, null) != null;
	}

	private static int slot(String logicalKey) {
		int hash = logicalKey.hashCode();
		return (hash ^ (hash >>> 16)) & (REMEMBERED - 1);
	}

}
