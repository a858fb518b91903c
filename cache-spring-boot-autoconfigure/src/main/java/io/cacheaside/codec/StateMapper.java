package io.cacheaside.codec;

import java.util.LinkedHashSet;
import java.util.Set;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.Version;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.introspect.VisibilityChecker;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleAbstractTypeResolver;

/**
 * Makes the mapper: fields in, fields out, by {@link StateIntrospector} and
 * {@link StateTyping}. It is never the application's, whose settings serve its API.
 */
final class StateMapper extends JacksonModule {

	private static final int LONGEST_NUMBER = 1_000_000;

	private final Laziness laziness;

	private StateMapper(Laziness laziness) {
		this.laziness = laziness;
	}

	static JsonMapper create(Laziness laziness) {
		return JsonMapper.builder(factory())
			.annotationIntrospector(new StateIntrospector(laziness))
			.changeDefaultVisibility(StateMapper::fieldsOnly)
			.enable(MapperFeature.ALLOW_FINAL_FIELDS_AS_MUTATORS)
			.disable(MapperFeature.INFER_PROPERTY_MUTATORS, MapperFeature.FIX_FIELD_NAME_UPPER_CASE_PREFIX,
					MapperFeature.SORT_PROPERTIES_ALPHABETICALLY, MapperFeature.ALLOW_COERCION_OF_SCALARS)
			.disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
					DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.ACCEPT_FLOAT_AS_INT)
			.disable(EnumFeature.WRITE_ENUMS_USING_TO_STRING, EnumFeature.READ_ENUMS_USING_TO_STRING)
			.disable(SerializationFeature.FAIL_ON_EMPTY_BEANS, SerializationFeature.FAIL_ON_SELF_REFERENCES)
			.setDefaultTyping(StateTyping.byDeclaredType(new ValueGuard(laziness)))
			.addModule(new StateMapper(laziness))
			.build();
	}

	/**
	 * What the stream may hold is bounded by nothing but what it may hold when written.
	 */
	private static JsonFactory factory() {
		return JsonFactory.builder()
			.streamReadConstraints(StreamReadConstraints.builder()
				.maxNumberLength(LONGEST_NUMBER)
				.maxStringLength(Integer.MAX_VALUE)
				.maxNameLength(Integer.MAX_VALUE)
				.build())
			.build();
	}

	private static VisibilityChecker fieldsOnly(VisibilityChecker checker) {
		return checker.withFieldVisibility(Visibility.ANY)
			.withGetterVisibility(Visibility.NONE)
			.withIsGetterVisibility(Visibility.NONE)
			.withSetterVisibility(Visibility.NONE)
			.withCreatorVisibility(Visibility.NONE)
			.withScalarConstructorVisibility(Visibility.NONE);
	}

	@Override
	public String getModuleName() {
		return "cacheaside-state";
	}

	@Override
	public Version version() {
		return Version.unknownVersion();
	}

	@Override
	public void setupModule(SetupContext context) {
		StateKeys keys = new StateKeys();
		context.addSerializers(new StateSerializers(this.laziness))
			.addDeserializers(new StateDeserializers())
			.addKeySerializers(keys)
			.addKeyDeserializers(keys)
			// Sets keep the order that they were written in
			.addAbstractTypeResolver(new SimpleAbstractTypeResolver().addMapping(Set.class, LinkedHashSet.class));
	}

}
