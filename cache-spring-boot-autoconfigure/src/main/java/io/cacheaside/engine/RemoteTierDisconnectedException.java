package io.cacheaside.engine;

/** There is no connection to the remote tier, so nothing was sent. Without a stack. */
public final class RemoteTierDisconnectedException extends RuntimeException {

	/**
	 * Creates the exception.
	 * @param message what is not connected, and since when or why
	 */
	public RemoteTierDisconnectedException(String message) {
		super(message, null, false, false);
	}

}
