package io.cacheaside.codec;

import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.jsontype.TypeSerializer;

/** Writes the object behind a proxy as if the proxy were not there. */
final class ProxySerializer extends ValueSerializer<Object> {

	private final Laziness laziness;

	ProxySerializer(Laziness laziness) {
		this.laziness = laziness;
	}

	@Override
	public void serialize(Object value, JsonGenerator generator, SerializationContext context) {
		Object target = this.laziness.unproxy(value);
		context.findValueSerializer(target.getClass()).serialize(target, generator, context);
	}

	@Override
	public void serializeWithType(Object value, JsonGenerator generator, SerializationContext context,
			TypeSerializer typeSerializer) {
		Object target = this.laziness.unproxy(value);
		context.findValueSerializer(target.getClass()).serializeWithType(target, generator, context, typeSerializer);
	}

}
