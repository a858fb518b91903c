package io.cacheaside.engine;

import java.util.Locale;

/** What the engine does with a tier; the {@code operation} of meters. */
public enum CacheOperation {

	/** Reading one entry. */
	GET,

	/** Reading several entries at once. */
	GET_ALL,

	/** Writing one or more entries. */
	PUT,

	/** Leasing the slot of one entry for a load. */
	LEASE,

	/** Invalidating: the append to the log, and the removal of entries that are named. */
	EVICT;

	private final String label = name().toLowerCase(Locale.ROOT);

	/**
	 * The name in meters and logs.
	 * @return the name in lower case
	 */
	public String label() {
		return this.label;
	}

}
