package io.cacheaside.codec;

import java.util.Collection;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DatabindContext;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.jsontype.NamedType;
import tools.jackson.databind.jsontype.PolymorphicTypeValidator;
import tools.jackson.databind.jsontype.TypeDeserializer;
import tools.jackson.databind.jsontype.TypeIdResolver;
import tools.jackson.databind.jsontype.TypeSerializer;
import tools.jackson.databind.jsontype.impl.StdTypeResolverBuilder;

/**
 * How the type of a value is known when it is read: by logical names where its declared
 * type has them, by the names of {@link UntypedNames} where it is declared as
 * {@code Object}, by the declared type alone everywhere else, where a
 * {@link GuardedPlace} sees to it that this is enough.
 */
final class StateTyping {

	private StateTyping() {
	}

	static StdTypeResolverBuilder byLogicalName(JsonTypeInfo.Value typeInfo, Laziness laziness) {
		return new ByLogicalName(typeInfo, laziness);
	}

	static StdTypeResolverBuilder byDeclaredType(ValueGuard guard) {
		return new ByDeclaredType(guard);
	}

	private static final class ByLogicalName extends StdTypeResolverBuilder {

		private final Laziness laziness;

		ByLogicalName(JsonTypeInfo.Value typeInfo, Laziness laziness) {
			super(typeInfo);
			this.laziness = laziness;
		}

		@Override
		protected TypeIdResolver idResolver(DatabindContext context, JavaType baseType,
				PolymorphicTypeValidator validator, Collection<NamedType> subtypes, boolean forSer, boolean forDeser) {
			return new LogicalNames(baseType, subtypes, this.laziness);
		}

	}

	private static final class ByDeclaredType extends StdTypeResolverBuilder {

		private final ValueGuard guard;

		ByDeclaredType(ValueGuard guard) {
			super(JsonTypeInfo.Id.NAME, JsonTypeInfo.As.WRAPPER_ARRAY, StateIntrospector.TYPE_PROPERTY);
			this.guard = guard;
		}

		@Override
		public @Nullable TypeSerializer buildTypeSerializer(SerializationContext context, JavaType baseType,
				Collection<NamedType> subtypes) {
			DeclaredKind kind = DeclaredKind.of(baseType);
			return switch (kind) {
				case CERTAIN -> null;
				case UNTYPED -> super.buildTypeSerializer(context, baseType, subtypes);
				default -> new GuardedPlace(baseType, kind, this.guard);
			};
		}

		@Override
		public @Nullable TypeDeserializer buildTypeDeserializer(DeserializationContext context, JavaType baseType,
				Collection<NamedType> subtypes) {
			return (DeclaredKind.of(baseType) == DeclaredKind.UNTYPED)
					? super.buildTypeDeserializer(context, baseType, subtypes) : null;
		}

		@Override
		public StdTypeResolverBuilder withDefaultImpl(Class<?> defaultImpl) {
			return this;
		}

		@Override
		protected TypeIdResolver idResolver(DatabindContext context, JavaType baseType,
				PolymorphicTypeValidator validator, Collection<NamedType> subtypes, boolean forSer, boolean forDeser) {
			return new UntypedNames(baseType, this.guard);
		}

	}

}
