package io.cacheaside.engine.log;

/**
 * The server of the log answered, but did not do what it was asked: it is no master,
 * accepts no writes, or does not allow the command. So it is not out of reach. Without a
 * stack.
 */
public final class LogRefusedException extends RuntimeException {

	/**
	 * Creates the exception.
	 * @param message what the server said
	 * @param cause the driver's exception
	 */
	public LogRefusedException(String message, Throwable cause) {
		super(message, cause, false, false);
	}

}
