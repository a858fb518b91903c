package io.cacheaside.codec;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The fields that make up the state of an object: not static, not transient. */
final class StateFields {

	private StateFields() {
	}

	/**
	 * All fields of a class and those above it.
	 * @param type a class
	 * @return its fields, those of superclasses first
	 */
	static List<Field> of(Class<?> type) {
		List<Field> fields = new ArrayList<>();
		for (Class<?> current = type; current != null && current != Object.class; current = current.getSuperclass()) {
			int position = 0;
			for (Field field : current.getDeclaredFields()) {
				if (!Modifier.isStatic(field.getModifiers()) && !Modifier.isTransient(field.getModifiers())
						&& !field.isSynthetic()) {
					fields.add(position++, field);
				}
			}
		}
		return fields;
	}

	static Map<String, Field> byName(Class<?> type) {
		Map<String, Field> fields = new LinkedHashMap<>();
		of(type).forEach((field) -> fields.put(field.getName(), field));
		return fields;
	}

	/**
	 * A name that a class and one above it both use, so that one name in the payload
	 * would stand for two fields.
	 * @param type a class
	 * @return such a name, if there is one
	 */
	static Optional<String> ambiguousName(Class<?> type) {
		return of(type).stream()
			.collect(Collectors.groupingBy(Field::getName, Collectors.counting()))
			.entrySet()
			.stream()
			.filter((entry) -> entry.getValue() > 1)
			.map(Map.Entry::getKey)
			.findFirst();
	}

}
