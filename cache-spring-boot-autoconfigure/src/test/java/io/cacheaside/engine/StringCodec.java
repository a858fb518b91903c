package io.cacheaside.engine;

import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;

import io.cacheaside.codec.EncodedValue;
import io.cacheaside.codec.Entry;
import io.cacheaside.codec.ValueCodec;
import io.cacheaside.codec.ValueCodecException;

/**
 * Strings as UTF-8; refuses the texts {@code unencodable} and {@code undecodable}, and
 * has bugs.
 */
class StringCodec implements ValueCodec {

	@Override
	public EncodedValue encode(Object value, Type declaredType) {
		if (value.equals("bug")) {
			throw new IllegalStateException("a bug");
		}
		if (value.equals("unencodable")) {
			throw new ValueCodecException("it is unencodable", null);
		}
		return new EncodedValue("java.lang.String", value.toString().getBytes(StandardCharsets.UTF_8));
	}

	@Override
	public Object decode(Entry entry, Type declaredType) {
		String value = new String(entry.bytes(), entry.payloadOffset(), entry.payloadLength(), StandardCharsets.UTF_8);
		if (value.equals("bug when read")) {
			throw new IllegalStateException("a bug");
		}
		if (value.equals("undecodable")) {
			throw new ValueCodecException("it is undecodable", null);
		}
		return value;
	}

}
