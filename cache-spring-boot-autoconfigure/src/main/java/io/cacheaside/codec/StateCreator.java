package io.cacheaside.codec;

import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * The constructor or factory method by which an object comes back where its class has
 * none without parameters. Each of its parameters has the name and the type of a field.
 *
 * @param executable the constructor or the static method
 * @param names the name of the field for each parameter
 */
record StateCreator(Executable executable, List<String> names) {

	private static final ClassValue<Optional<StateCreator>> FOUND = new ClassValue<>() {

		@Override
		protected Optional<StateCreator> computeValue(Class<?> type) {
			return search(type);
		}

	};

	/**
	 * Finds the creator of a class that is neither a record nor has a constructor without
	 * parameters: annotated ones first, then those that take most.
	 * @param type the class
	 * @return the creator, or empty if there is none
	 */
	static Optional<StateCreator> find(Class<?> type) {
		return FOUND.get(type);
	}

	/**
	 * Whether objects of a class can be made anew from their fields.
	 * @param type a concrete class
	 * @return whether they can
	 */
	static boolean canCreate(Class<?> type) {
		return type.isRecord() || hasNoArgConstructor(type) || find(type).isPresent();
	}

	static boolean hasNoArgConstructor(Class<?> type) {
		return Arrays.stream(type.getDeclaredConstructors())
			.anyMatch((constructor) -> constructor.getParameterCount() == 0);
	}

	private static Optional<StateCreator> search(Class<?> type) {
		Map<String, Field> fields = StateFields.byName(type);
		List<Executable> candidates = new ArrayList<>(List.of(type.getDeclaredConstructors()));
		Arrays.stream(type.getDeclaredMethods()).filter((method) -> isFactory(method, type)).forEach(candidates::add);
		return candidates.stream()
			.filter((candidate) -> candidate.getParameterCount() > 0 && !isDisabled(candidate))
			.map((candidate) -> new StateCreator(candidate, names(candidate, fields)))
			.filter(StateCreator::isComplete)
			.max(Comparator.comparing(StateCreator::isAnnotated)
				.thenComparing((creator) -> creator.executable().getParameterCount())
				.thenComparing((creator) -> creator.executable().toGenericString()));
	}

	private static boolean isFactory(Method method, Class<?> type) {
		return Modifier.isStatic(method.getModifiers()) && method.getReturnType() == type
				&& method.isAnnotationPresent(JsonCreator.class);
	}

	private static boolean isDisabled(Executable candidate) {
		JsonCreator annotation = candidate.getAnnotation(JsonCreator.class);
		return annotation != null && annotation.mode() == JsonCreator.Mode.DISABLED;
	}

	private static List<String> names(Executable candidate, Map<String, Field> fields) {
		Parameter[] parameters = candidate.getParameters();
		List<String> names = new ArrayList<>(parameters.length);
		for (Parameter parameter : parameters) {
			Field field = fieldOf(parameter, fields);
			names.add((field != null && takes(parameter, field, names)) ? field.getName() : "");
		}
		return names;
	}

	private static boolean takes(Parameter parameter, Field field, List<String> taken) {
		return parameter.getParameterizedType().equals(field.getGenericType()) && !taken.contains(field.getName());
	}

	private static @Nullable Field fieldOf(Parameter parameter, Map<String, Field> fields) {
		if (parameter.isNamePresent() && fields.containsKey(parameter.getName())) {
			return fields.get(parameter.getName());
		}
		JsonProperty annotation = parameter.getAnnotation(JsonProperty.class);
		if (annotation == null || annotation.value().isEmpty()) {
			return null;
		}
		return fields.values()
			.stream()
			.filter((field) -> annotation.value().equals(publishedName(field)))
			.findFirst()
			.orElse(fields.get(annotation.value()));
	}

	private static String publishedName(Field field) {
		JsonProperty annotation = field.getAnnotation(JsonProperty.class);
		return (annotation != null && !annotation.value().isEmpty()) ? annotation.value() : field.getName();
	}

	private boolean isComplete() {
		return !this.names.contains("");
	}

	private boolean isAnnotated() {
		return this.executable.isAnnotationPresent(JsonCreator.class);
	}

}
