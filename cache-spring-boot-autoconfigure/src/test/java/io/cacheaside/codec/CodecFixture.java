package io.cacheaside.codec;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.List;

import io.cacheaside.Position;

/** A codec that may read the classes of these tests, and ways to go through it. */
final class CodecFixture {

	static final JacksonValueCodec CODEC = new JacksonValueCodec(
			new JacksonCodecSettings(List.of("io.cacheaside.codec"), CodecFixture.class.getClassLoader()));

	private CodecFixture() {
	}

	static Object roundTrip(Object value, Type declaredType) {
		return CODEC.decode(entry(CODEC.encode(value, declaredType)), declaredType);
	}

	static Entry entry(EncodedValue value) {
		return Entry.parse(EntryBuilder.at(Position.NONE).tags(List.of("a")).toBytes(value)).orElseThrow();
	}

	static Entry entry(String typeName, String json) {
		return entry(new EncodedValue(typeName, json.getBytes(StandardCharsets.UTF_8)));
	}

	static String json(Object value, Type declaredType) {
		return new String(CODEC.encode(value, declaredType).payload(), StandardCharsets.UTF_8);
	}

	/**
	 * A generic type, captured by an anonymous subclass.
	 *
	 * @param <T> the type
	 */
	abstract static class TypeOf<T> {

		Type type() {
			return ((ParameterizedType) getClass().getGenericSuperclass()).getActualTypeArguments()[0];
		}

	}

}
