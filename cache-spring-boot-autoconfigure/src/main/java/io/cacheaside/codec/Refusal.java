package io.cacheaside.codec;

/**
 * Thrown where the reason is known but the path is not: inside Jackson, which collects
 * the path on the way out. Never leaves this package.
 */
final class Refusal extends RuntimeException {

	Refusal(String message) {
		super(message, null, false, false);
	}

}
