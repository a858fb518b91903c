package io.cacheaside.codec;

import org.jspecify.annotations.Nullable;

/**
 * A value cannot be encoded or decoded. The message names the type and the path inside
 * the value, never its content.
 */
public class ValueCodecException extends RuntimeException {

	/**
	 * Creates the exception.
	 * @param message which type, at which path, and how to mend it
	 * @param cause the failure of the underlying library, if any
	 */
	public ValueCodecException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
