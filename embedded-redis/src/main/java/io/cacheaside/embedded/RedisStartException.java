package io.cacheaside.embedded;

import org.jspecify.annotations.Nullable;

/** No Redis could be started. The message says why, and what to do about it. */
public class RedisStartException extends RuntimeException {

	/**
	 * Creates the exception.
	 * @param message why, and what to do about it
	 * @param cause what made it known, if anything
	 */
	public RedisStartException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
