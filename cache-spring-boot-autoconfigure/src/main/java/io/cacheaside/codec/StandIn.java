package io.cacheaside.codec;

import java.util.function.Function;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.type.WritableTypeId;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.jsontype.TypeDeserializer;
import tools.jackson.databind.jsontype.TypeSerializer;

/**
 * Writes and reads a type that cannot be made from its fields by way of a record that
 * can.
 *
 * @param record the record, with its generic parameters
 * @param write from the value to the record; may refuse
 * @param read from the record to the value
 */
record StandIn(JavaType record, Function<Object, Object> write, Function<Object, Object> read) {

	ValueSerializer<Object> serializer() {
		return new ValueSerializer<>() {

			@Override
			public void serialize(Object value, JsonGenerator generator, SerializationContext context) {
				Object standIn = StandIn.this.write.apply(value);
				context.findValueSerializer(StandIn.this.record).serialize(standIn, generator, context);
			}

			@Override
			public void serializeWithType(Object value, JsonGenerator generator, SerializationContext context,
					TypeSerializer typeSerializer) {
				WritableTypeId id = typeSerializer.writeTypePrefix(generator, context,
						typeSerializer.typeId(value, JsonToken.VALUE_EMBEDDED_OBJECT));
				serialize(value, generator, context);
				typeSerializer.writeTypeSuffix(generator, context, id);
			}

		};
	}

	ValueDeserializer<Object> deserializer() {
		return new ValueDeserializer<>() {

			@Override
			public Object deserialize(JsonParser parser, DeserializationContext context) {
				Object standIn = context.findRootValueDeserializer(StandIn.this.record).deserialize(parser, context);
				return StandIn.this.read.apply(standIn);
			}

			@Override
			public Object deserializeWithType(JsonParser parser, DeserializationContext context,
					TypeDeserializer typeDeserializer) {
				return typeDeserializer.deserializeTypedFromAny(parser, context);
			}

		};
	}

}
