package io.cacheaside;

import org.jspecify.annotations.Nullable;

/**
 * The arguments of a call do not give a key, a tag or a pattern: the expression failed,
 * or a value has no stable text form. Thrown to the caller, since going on without the
 * key would skip an invalidation or mix up entries. The message names method and type.
 */
public class CacheKeyException extends RuntimeException {

	/**
	 * Creates the exception.
	 * @param message what failed, where, and how to mend it
	 */
	public CacheKeyException(String message) {
		this(message, null);
	}

	/**
	 * Creates the exception.
	 * @param message what failed, where, and how to mend it
	 * @param cause the failure of the expression, if any
	 */
	public CacheKeyException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
