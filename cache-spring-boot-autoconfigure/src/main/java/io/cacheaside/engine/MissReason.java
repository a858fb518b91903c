package io.cacheaside.engine;

import java.util.Locale;

/** Why the cache did not answer a call; the {@code reason} of meters. */
public enum MissReason {

	/** Nothing is there, and nothing that this node remembers says why. */
	COLD,

	/** The time of the entry is over. */
	EXPIRED,

	/**
	 * The entry is older than an invalidation, or nothing is there and an invalidation of
	 * the key is still remembered.
	 */
	INVALIDATED,

	/**
	 * The entry cannot be compared with what is known to be invalidated: it is of another
	 * log, ahead of the log, or markers were dropped while it was read.
	 */
	STALE,

	/** The bytes are not those of an entry that can be read. */
	UNDECODABLE,

	/** The remote tier could not be asked, or what it has must not be used. */
	BYPASSED;

	private final String label = name().toLowerCase(Locale.ROOT);

	/**
	 * The name in meters.
	 * @return the name in lower case
	 */
	public String label() {
		return this.label;
	}

}
