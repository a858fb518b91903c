package io.cacheaside.codec;

import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.jsontype.TypeSerializer;

/** Stands in for the serializer of a type that would not come back. */
final class RefusingSerializer extends ValueSerializer<Object> {

	private final String reason;

	RefusingSerializer(String reason) {
		this.reason = reason;
	}

	@Override
	public void serialize(Object value, JsonGenerator generator, SerializationContext context) {
		throw new Refusal(this.reason);
	}

	@Override
	public void serializeWithType(Object value, JsonGenerator generator, SerializationContext context,
			TypeSerializer typeSerializer) {
		throw new Refusal(this.reason);
	}

}
