package io.cacheaside.codec;

import java.lang.annotation.Annotation;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.PropertyName;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.AnnotatedClass;
import tools.jackson.databind.introspect.AnnotatedField;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.AnnotatedParameter;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.introspect.NopAnnotationIntrospector;
import tools.jackson.databind.introspect.ObjectIdInfo;
import tools.jackson.databind.introspect.PotentialCreator;
import tools.jackson.databind.jsontype.NamedType;

/**
 * Understands of Jackson's annotations only those without which an object could not come
 * back: logical names of subtypes, object ids, old names of fields. Whatever shapes the
 * view that an API shows (hiding, renaming, formatting, including, unwrapping,
 * serializers of its own) does not exist here, so that the state is what is kept.
 */
final class StateIntrospector extends NopAnnotationIntrospector {

	static final String TYPE_PROPERTY = "@type";

	private static final long serialVersionUID = 1L;

	private static final JsonTypeInfo.Value LOGICAL_NAME = JsonTypeInfo.Value.construct(JsonTypeInfo.Id.NAME,
			JsonTypeInfo.As.PROPERTY, TYPE_PROPERTY, null, false, null);

	private final JacksonAnnotationIntrospector annotations = new JacksonAnnotationIntrospector();

	private final transient Laziness laziness;

	StateIntrospector(Laziness laziness) {
		this.laziness = laziness;
	}

	@Override
	public boolean isAnnotationBundle(Annotation annotation) {
		return this.annotations.isAnnotationBundle(annotation);
	}

	@Override
	public JsonTypeInfo.@Nullable Value findPolymorphicTypeInfo(MapperConfig<?> config, Annotated annotated) {
		JsonTypeInfo.Value declared = this.annotations.findPolymorphicTypeInfo(config, annotated);
		if (declared == null || declared.getIdType() == JsonTypeInfo.Id.NONE) {
			return isSealed(annotated) ? LOGICAL_NAME : null;
		}
		return switch (declared.getIdType()) {
			case NAME, SIMPLE_NAME, DEDUCTION -> LOGICAL_NAME;
			default -> throw new Refusal("@JsonTypeInfo(use = " + declared.getIdType() + ") on " + annotated.getName()
					+ " would have the payload name a class; use Id.NAME with @JsonSubTypes, or seal the type");
		};
	}

	@Override
	public @Nullable Object findTypeResolverBuilder(MapperConfig<?> config, Annotated annotated) {
		JsonTypeInfo.Value typeInfo = findPolymorphicTypeInfo(config, annotated);
		return (typeInfo != null) ? StateTyping.byLogicalName(typeInfo, this.laziness) : null;
	}

	private static boolean isSealed(Annotated annotated) {
		Class<?> type = annotated.getRawType();
		return annotated instanceof AnnotatedClass && type.isSealed() && !type.isEnum();
	}

	@Override
	public List<NamedType> findSubtypes(MapperConfig<?> config, Annotated annotated) {
		return this.annotations.findSubtypes(config, annotated);
	}

	@Override
	public String findTypeName(MapperConfig<?> config, AnnotatedClass type) {
		return this.annotations.findTypeName(config, type);
	}

	@Override
	public ObjectIdInfo findObjectIdInfo(MapperConfig<?> config, Annotated annotated) {
		return this.annotations.findObjectIdInfo(config, annotated);
	}

	@Override
	public List<PropertyName> findPropertyAliases(MapperConfig<?> config, Annotated annotated) {
		return this.annotations.findPropertyAliases(config, annotated);
	}

	@Override
	public @Nullable String findImplicitPropertyName(MapperConfig<?> config, AnnotatedMember member) {
		if (member instanceof AnnotatedField) {
			return member.getName();
		}
		if (member instanceof AnnotatedParameter parameter) {
			return StateCreator.find(parameter.getDeclaringClass())
				.filter((creator) -> creator.executable().equals(parameter.getOwner().getMember()))
				.map((creator) -> creator.names().get(parameter.getIndex()))
				.orElse(null);
		}
		return null;
	}

	@Override
	public @Nullable PotentialCreator findPreferredCreator(MapperConfig<?> config, AnnotatedClass type,
			List<PotentialCreator> constructors, List<PotentialCreator> factories,
			Optional<PotentialCreator> noArgConstructor) {
		if (noArgConstructor.isPresent()) {
			return null;
		}
		StateCreator chosen = StateCreator.find(type.getRawType()).orElse(null);
		if (chosen == null) {
			return null;
		}
		return Stream.concat(constructors.stream(), factories.stream())
			.filter((candidate) -> chosen.executable().equals(candidate.creator().getMember()))
			.findFirst()
			.map((candidate) -> candidate.overrideMode(JsonCreator.Mode.PROPERTIES))
			.orElse(null);
	}

}
