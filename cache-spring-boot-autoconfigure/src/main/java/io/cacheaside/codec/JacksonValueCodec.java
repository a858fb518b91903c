package io.cacheaside.codec;

import java.lang.reflect.Type;

/**
 * Values as JSON, written by Jackson.
 */
public final class JacksonValueCodec implements ValueCodec {

	private final JacksonCodecSettings settings;

	/**
	 * Creates a codec.
	 * @param settings the settings
	 */
	public JacksonValueCodec(JacksonCodecSettings settings) {
		this.settings = settings;
	}

	@Override
	public EncodedValue encode(Object value, Type declaredType) {
		throw new UnsupportedOperationException(this.settings.toString());
	}

	@Override
	public Object decode(Entry entry, Type declaredType) {
		throw new UnsupportedOperationException(this.settings.toString());
	}

}
