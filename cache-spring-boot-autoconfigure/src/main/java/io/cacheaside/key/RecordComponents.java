package io.cacheaside.key;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.cacheaside.CacheKeyException;

/** The components of records, their accessors found once for each class. */
final class RecordComponents {

	private static final ClassValue<List<Method>> ACCESSORS = new ClassValue<>() {

		@Override
		protected List<Method> computeValue(Class<?> type) {
			List<Method> accessors = Arrays.stream(type.getRecordComponents())
				.map(RecordComponent::getAccessor)
				.toList();
			accessors.forEach((accessor) -> accessor.setAccessible(true));
			return accessors;
		}

	};

	private RecordComponents() {
	}

	static List<@Nullable Object> of(Record value) {
		List<Method> accessors = ACCESSORS.get(value.getClass());
		List<@Nullable Object> components = new ArrayList<>(accessors.size());
		for (Method accessor : accessors) {
			try {
				components.add(accessor.invoke(value));
			}
			catch (IllegalAccessException | InvocationTargetException ex) {
				throw new CacheKeyException("The component '" + accessor.getName() + "' of the record "
						+ value.getClass().getName() + " cannot be read for a key", ex);
			}
		}
		return components;
	}

}
