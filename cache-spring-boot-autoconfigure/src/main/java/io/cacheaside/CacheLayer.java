package io.cacheaside;

import java.util.Locale;

/** The layer of a cache that an answer came from. */
public enum CacheLayer {

	/** The tier in this process. */
	LOCAL,

	/** The tier that all nodes share. */
	REMOTE;

	private final String label = name().toLowerCase(Locale.ROOT);

	/**
	 * The name in meters, headers and logs: {@code local} or {@code remote}.
	 * @return the name in lower case
	 */
	public String label() {
		return this.label;
	}

}
