package io.cacheaside.key;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.cacheaside.CacheKeyException;

/** The components of records, their accessors found once for each class. */
final class RecordComponents {

	private static final MethodType READ = MethodType.methodType(Object.class, Object.class);

	private static final ClassValue<List<MethodHandle>> ACCESSORS = new ClassValue<>() {

		@Override
		protected List<MethodHandle> computeValue(Class<?> type) {
			return Arrays.stream(type.getRecordComponents())
				.map(RecordComponent::getAccessor)
				.map(RecordComponents::handle)
				.toList();
		}

	};

	private RecordComponents() {
	}

	private static MethodHandle handle(Method accessor) {
		try {
			accessor.setAccessible(true);
			return MethodHandles.lookup().unreflect(accessor).asType(READ);
		}
		catch (IllegalAccessException | RuntimeException ex) {
			throw new CacheKeyException("The components of the record " + accessor.getDeclaringClass().getName()
					+ " cannot be read for a key; give a key expression that picks its identity", ex);
		}
	}

	static List<@Nullable Object> of(Record value) {
		List<MethodHandle> accessors = ACCESSORS.get(value.getClass());
		List<@Nullable Object> components = new ArrayList<>(accessors.size());
		for (MethodHandle accessor : accessors) {
			try {
				components.add((Object) accessor.invokeExact((Object) value));
			}
			catch (Error ex) {
				throw ex;
			}
			catch (Throwable ex) {
				throw new CacheKeyException("A component of the record " + value.getClass().getName()
						+ " cannot be read for a key; give a key expression that picks its identity", ex);
			}
		}
		return components;
	}

}
