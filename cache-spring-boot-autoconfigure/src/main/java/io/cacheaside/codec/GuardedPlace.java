package io.cacheaside.codec;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonToken;
import tools.jackson.core.type.WritableTypeId;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.jsontype.TypeIdResolver;
import tools.jackson.databind.jsontype.TypeSerializer;

/**
 * Sees each value that is written at a place of one declared type, and refuses what would
 * not come back. Writes no type: the declared one is what the value is read as.
 */
final class GuardedPlace extends TypeSerializer {

	private final JavaType declared;

	private final DeclaredKind kind;

	private final ValueGuard guard;

	GuardedPlace(JavaType declared, DeclaredKind kind, ValueGuard guard) {
		this.declared = declared;
		this.kind = kind;
		this.guard = guard;
	}

	@Override
	public WritableTypeId writeTypePrefix(JsonGenerator generator, SerializationContext context, WritableTypeId id) {
		switch (this.kind) {
			case OPEN, FOREIGN, FOREIGN_CONTAINER -> throw new Refusal(this.kind.refusal(this.declared));
			case EXTENSIBLE -> this.guard.requireExactly(id.forValue, this.declared.getRawClass());
			default -> {
			}
		}
		this.guard.requireRestorable(id.forValue);
		if (id.valueShape == JsonToken.START_OBJECT) {
			generator.writeStartObject(id.forValue);
		}
		else if (id.valueShape == JsonToken.START_ARRAY) {
			generator.writeStartArray(id.forValue);
		}
		return id;
	}

	@Override
	public WritableTypeId writeTypeSuffix(JsonGenerator generator, SerializationContext context, WritableTypeId id) {
		if (id.valueShape == JsonToken.START_OBJECT) {
			generator.writeEndObject();
		}
		else if (id.valueShape == JsonToken.START_ARRAY) {
			generator.writeEndArray();
		}
		return id;
	}

	@Override
	public TypeSerializer forProperty(SerializationContext context, @Nullable BeanProperty property) {
		return this;
	}

	@Override
	public JsonTypeInfo.As getTypeInclusion() {
		return JsonTypeInfo.As.EXISTING_PROPERTY;
	}

	@Override
	public @Nullable String getPropertyName() {
		return null;
	}

	@Override
	public @Nullable TypeIdResolver getTypeIdResolver() {
		return null;
	}

}
