package io.cacheaside.engine;

import java.util.Locale;

/**
 * What comparing a hit with its source has shown; the {@code result} of meters.
 */
public enum ReadCheck {

	/** The source says the same. */
	CURRENT,

	/** The source says something else, and nobody has invalidated the entry. */
	STALE,

	/**
	 * The source says something else, and the entry was invalidated meanwhile, or nobody
	 * can tell; or its method did not say anything.
	 */
	UNDECIDED,

	/** The method failed, or the values cannot be compared. */
	FAILED;

	private final String label = name().toLowerCase(Locale.ROOT);

	/**
	 * The name in meters.
	 * @return the name in lower case
	 */
	public String label() {
		return this.label;
	}

}
