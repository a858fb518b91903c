package io.cacheaside.engine;

import java.util.Locale;

/** How an invalidation came to this node. */
public enum InvalidationOrigin {

	/** This node appended it to the log, and applied it when that was acknowledged. */
	OWN,

	/**
	 * By the log: of another node, or of this one where the log was quicker than the
	 * acknowledgement.
	 */
	OTHER;

	private final String label = name().toLowerCase(Locale.ROOT);

	/**
	 * The name in meters.
	 * @return the name in lower case
	 */
	public String label() {
		return this.label;
	}

}
