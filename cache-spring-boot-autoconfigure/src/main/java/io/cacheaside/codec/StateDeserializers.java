package io.cacheaside.codec;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.Deserializers;
import tools.jackson.databind.jsontype.TypeDeserializer;
import tools.jackson.databind.type.ReferenceType;

/** Chooses what reads a class; the counterpart of {@link StateSerializers}. */
final class StateDeserializers extends Deserializers.Base {

	@Override
	public @Nullable ValueDeserializer<?> findBeanDeserializer(JavaType type, DeserializationConfig config,
			BeanDescription.Supplier description) {
		Scalar scalar = Scalars.find(type.getRawClass());
		if (scalar != null) {
			return new ScalarSerialization.Deserializer(scalar);
		}
		if (KnownTypes.isPage(type.getRawClass())) {
			return PageValues.standInFor(type, config.getTypeFactory()).deserializer();
		}
		if (DeclaredKind.of(type) == DeclaredKind.FOREIGN) {
			throw new Refusal(DeclaredKind.FOREIGN.refusal(type));
		}
		return null;
	}

	@Override
	public @Nullable ValueDeserializer<?> findEnumDeserializer(JavaType type, DeserializationConfig config,
			BeanDescription.Supplier description) {
		Scalar scalar = Scalars.find(type.getRawClass());
		return (scalar != null) ? new ScalarSerialization.Deserializer(scalar) : null;
	}

	@Override
	public @Nullable ValueDeserializer<?> findReferenceDeserializer(ReferenceType type, DeserializationConfig config,
			BeanDescription.Supplier description, TypeDeserializer contentTypeDeserializer,
			ValueDeserializer<?> contentDeserializer) {
		StandIn standIn = References.standInFor(type, config.getTypeFactory());
		return (standIn != null) ? standIn.deserializer() : null;
	}

	@Override
	public boolean hasDeserializerFor(DeserializationConfig config, Class<?> type) {
		return Scalars.find(type) != null || KnownTypes.isPage(type);
	}

}
