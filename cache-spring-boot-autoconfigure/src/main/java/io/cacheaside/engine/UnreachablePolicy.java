package io.cacheaside.engine;

/** What an invalidation does that the remote tier does not acknowledge. */
public enum UnreachablePolicy {

	/** It returns; it is kept and retried, and visible in health and meters. */
	QUEUE,

	/**
	 * It throws a {@link io.cacheaside.CacheUnavailableException}; it is kept and retried
	 * all the same.
	 */
	FAIL

}
