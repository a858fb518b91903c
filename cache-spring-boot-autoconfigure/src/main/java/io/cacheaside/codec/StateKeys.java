package io.cacheaside.codec;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Set;

import com.fasterxml.jackson.annotation.JsonFormat;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.KeyDeserializer;
import tools.jackson.databind.SerializationConfig;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.deser.KeyDeserializers;
import tools.jackson.databind.ser.Serializers;

/**
 * Chooses what writes and reads the keys of maps: those that have one exact text, and no
 * others.
 */
final class StateKeys implements Serializers, KeyDeserializers {

	private static final Set<Class<?>> TEXTUAL = Set.of(String.class, Boolean.class, Byte.class, Short.class,
			Integer.class, Long.class, Float.class, Double.class, BigInteger.class, BigDecimal.class);

	@Override
	public @Nullable ValueSerializer<?> findSerializer(SerializationConfig config, JavaType type,
			BeanDescription.Supplier description, JsonFormat.@Nullable Value format) {
		Class<?> raw = type.getRawClass();
		Scalar scalar = Scalars.find(raw);
		if (scalar != null) {
			return new ScalarSerialization.KeySerializer(scalar);
		}
		if (TEXTUAL.contains(raw) || Enum.class.isAssignableFrom(raw)) {
			return null;
		}
		return new StringsOnly(raw);
	}

	@Override
	public @Nullable KeyDeserializer findKeyDeserializer(JavaType type, DeserializationConfig config,
			BeanDescription.Supplier description) {
		Scalar scalar = Scalars.find(type.getRawClass());
		return (scalar != null) ? new ScalarSerialization.ScalarKeyDeserializer(scalar) : null;
	}

	/** Keys whose declared type does not tell what they are can only be strings. */
	private static final class StringsOnly extends ValueSerializer<Object> {

		private final Class<?> declared;

		StringsOnly(Class<?> declared) {
			this.declared = declared;
		}

		@Override
		public void serialize(Object value, JsonGenerator generator, SerializationContext context) {
			if (!(value instanceof String text) || !this.declared.isAssignableFrom(String.class)) {
				throw new Refusal("a map with keys of " + value.getClass().getName() + ", declared as "
						+ this.declared.getName() + "; declare keys that are strings, numbers, enums, dates, UUIDs "
						+ "or the like, or cache a list of entries");
			}
			generator.writeName(text);
		}

	}

}
