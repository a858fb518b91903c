package io.cacheaside.codec;

import java.lang.reflect.Type;
import java.util.List;

import io.cacheaside.Position;

/**
 * Reads each value back right after it was encoded, compares the state of the two field
 * by field, and reports what was lost. For development: it more than doubles the cost of
 * storing. Changes no result and throws nothing that the codec behind it does not.
 */
public final class VerifyingValueCodec implements ValueCodec {

	private final ValueCodec delegate;

	private final VerificationListener listener;

	private final Laziness laziness = Laziness.onClassPath();

	/**
	 * Creates a codec.
	 * @param delegate the codec to be watched
	 * @param listener hears of losses; one that is made for one cache can name it
	 */
	public VerifyingValueCodec(ValueCodec delegate, VerificationListener listener) {
		this.delegate = delegate;
		this.listener = listener;
	}

	@Override
	public EncodedValue encode(Object value, Type declaredType) {
		EncodedValue encoded = this.delegate.encode(value, declaredType);
		List<LostState> losses = losses(value, encoded, declaredType);
		if (!losses.isEmpty()) {
			this.listener.lost(declaredType, losses);
		}
		return encoded;
	}

	@Override
	public Object decode(Entry entry, Type declaredType) {
		return this.delegate.decode(entry, declaredType);
	}

	private List<LostState> losses(Object value, EncodedValue encoded, Type declaredType) {
		try {
			byte[] bytes = EntryBuilder.at(Position.NONE).toBytes(encoded);
			Object back = this.delegate.decode(Entry.parse(bytes).orElseThrow(), declaredType);
			return new StateComparison(this.laziness).compare(value, back);
		}
		catch (ValueCodecException ex) {
			return List.of(new LostState(value.getClass().getName(), "$", "cannot be read back: " + ex.getMessage()));
		}
	}

}
