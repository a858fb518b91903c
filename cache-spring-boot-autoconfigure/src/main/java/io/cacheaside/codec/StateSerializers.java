package io.cacheaside.codec;

import java.lang.reflect.Modifier;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonFormat;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationConfig;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.jsontype.TypeSerializer;
import tools.jackson.databind.ser.Serializers;
import tools.jackson.databind.type.ReferenceType;

/**
 * Chooses what writes a class: scalars and pages by their own form, proxies by what is
 * behind them, classes that could not be made anew by a refusal, all others by their
 * fields.
 */
final class StateSerializers implements Serializers {

	private final Laziness laziness;

	StateSerializers(Laziness laziness) {
		this.laziness = laziness;
	}

	@Override
	public @Nullable ValueSerializer<?> findSerializer(SerializationConfig config, JavaType type,
			BeanDescription.Supplier description, JsonFormat.@Nullable Value format) {
		Class<?> raw = type.getRawClass();
		Scalar scalar = Scalars.find(raw);
		if (scalar != null) {
			return new ScalarSerialization.Serializer(scalar);
		}
		if (KnownTypes.isPage(raw)) {
			return PageValues.standInFor(type, config.getTypeFactory()).serializer();
		}
		if (this.laziness.isProxyClass(raw)) {
			return new ProxySerializer(this.laziness);
		}
		return refusalOf(type).map(RefusingSerializer::new).orElse(null);
	}

	@Override
	public @Nullable ValueSerializer<?> findReferenceSerializer(SerializationConfig config, ReferenceType type,
			BeanDescription.Supplier description, JsonFormat.@Nullable Value format,
			TypeSerializer contentTypeSerializer, ValueSerializer<Object> contentSerializer) {
		StandIn standIn = References.standInFor(type, config.getTypeFactory());
		return (standIn != null) ? standIn.serializer() : null;
	}

	/**
	 * Why objects of a class could not be made anew.
	 * @param type the type of a value that is not a container
	 * @return the reason and the mend, or empty if they can
	 */
	private static Optional<String> refusalOf(JavaType type) {
		Class<?> raw = type.getRawClass();
		DeclaredKind kind = DeclaredKind.of(type);
		if (kind == DeclaredKind.FOREIGN) {
			return Optional.of(kind.refusal(type));
		}
		if (raw.isEnum() || Enum.class.isAssignableFrom(raw) || raw.isPrimitive() || raw.isArray()
				|| Modifier.isAbstract(raw.getModifiers()) || KnownTypes.isKnown(raw.getName())) {
			return Optional.empty();
		}
		if (raw.isAnonymousClass() || raw.isHidden() || (raw.isLocalClass() && !raw.isRecord())) {
			return Optional.of(raw.getName() + " is an anonymous or local class; use one that has a name");
		}
		if (!StateCreator.canCreate(raw)) {
			return Optional.of(raw.getName() + " cannot be made from its fields; give it a constructor without "
					+ "parameters (it may be private), or one whose parameters have the names and types of fields");
		}
		return StateFields.ambiguousName(raw)
			.map((name) -> raw.getName() + " and a class above it both have a field '" + name + "'; rename one");
	}

}
