package io.cacheaside.codec;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.KeyDeserializer;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.deser.std.StdScalarDeserializer;
import tools.jackson.databind.ser.std.StdScalarSerializer;

/** Writes and reads {@link Scalar}s as values and as keys of maps. */
final class ScalarSerialization {

	private ScalarSerialization() {
	}

	private static Object read(Scalar scalar, String text) {
		try {
			return scalar.read().apply(text);
		}
		catch (RuntimeException ex) {
			// The message of the cause may hold the content
			throw new Refusal("not the text of a " + scalar.type().getName() + " (" + ex.getClass().getName() + ")");
		}
	}

	static final class Serializer extends StdScalarSerializer<Object> {

		private final Scalar scalar;

		Serializer(Scalar scalar) {
			super(scalar.type(), false);
			this.scalar = scalar;
		}

		@Override
		public void serialize(Object value, JsonGenerator generator, SerializationContext context) {
			generator.writeString(this.scalar.write().apply(value));
		}

	}

	static final class KeySerializer extends ValueSerializer<Object> {

		private final Scalar scalar;

		KeySerializer(Scalar scalar) {
			this.scalar = scalar;
		}

		@Override
		public void serialize(Object value, JsonGenerator generator, SerializationContext context) {
			generator.writeName(this.scalar.write().apply(value));
		}

	}

	static final class Deserializer extends StdScalarDeserializer<Object> {

		private final Scalar scalar;

		Deserializer(Scalar scalar) {
			super(scalar.type());
			this.scalar = scalar;
		}

		@Override
		public Object deserialize(JsonParser parser, DeserializationContext context) {
			if (!parser.hasToken(JsonToken.VALUE_STRING)) {
				return context.handleUnexpectedToken(this.scalar.type(), parser);
			}
			return read(this.scalar, parser.getString());
		}

	}

	static final class ScalarKeyDeserializer extends KeyDeserializer {

		private final Scalar scalar;

		ScalarKeyDeserializer(Scalar scalar) {
			this.scalar = scalar;
		}

		@Override
		public Object deserializeKey(String key, DeserializationContext context) {
			return read(this.scalar, key);
		}

	}

}
