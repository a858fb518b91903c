package io.cacheaside;

/**
 * The remote tier did not answer in time or refused the command. Reads and stores never
 * throw it to a caller; an invalidation does where
 * {@code cacheaside.coherence.on-unreachable} is {@code fail}. The change in the source
 * stands, and the invalidation stays in force on this node until it is delivered.
 */
public class CacheUnavailableException extends RuntimeException {

	/**
	 * Creates the exception.
	 * @param message which operation on which cache failed
	 * @param cause the failure as the driver reported it
	 */
	public CacheUnavailableException(String message, Throwable cause) {
		super(message, cause);
	}

}
