package io.cacheaside.engine.log;

/**
 * This node is not in step with the log now, and cannot be brought there now. No stack.
 */
public final class NotFollowingException extends RuntimeException {

	/**
	 * Creates the exception.
	 * @param message why it is not
	 */
	public NotFollowingException(String message) {
		super(message, null, false, false);
	}

}
