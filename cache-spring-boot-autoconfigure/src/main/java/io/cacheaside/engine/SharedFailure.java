package io.cacheaside.engine;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * What a caller gets that waited for a loader on another thread, and that failed. The
 * thread that ran the loader throws the loader's own exception. Everybody else gets one
 * of the same type and message, with his own stack and the loader's exception as cause,
 * if nothing is lost by it: the type has a public constructor of a message and a cause,
 * no fields of its own, and the loader's exception has no cause, since handlers ask an
 * exception for its state and cause. Any other exception reaches everybody as it is.
 */
final class SharedFailure {

	private static final ClassValue<Copying> COPYING = new ClassValue<>() {

		@Override
		protected Copying computeValue(Class<?> type) {
			return new Copying(hasState(type) ? null : constructor(type));
		}

	};

	private SharedFailure() {
	}

	/**
	 * What the calling thread is to throw.
	 * @param failure what the loader threw on another thread
	 */
	static Throwable of(Throwable failure) {
		Constructor<?> constructor = COPYING.get(failure.getClass()).constructor();
		if (constructor == null || failure.getCause() != null) {
			return failure;
		}
		try {
			Throwable copy = (Throwable) constructor.newInstance(failure.getMessage(), failure);
			return (Objects.equals(copy.getMessage(), failure.getMessage()) && copy.getCause() == failure) ? copy
					: failure;
		}
		catch (ReflectiveOperationException | RuntimeException ex) {
			return failure;
		}
	}

	private static boolean hasState(Class<?> type) {
		for (Class<?> each = type; each != null && each != Throwable.class; each = each.getSuperclass()) {
			if (Arrays.stream(each.getDeclaredFields()).anyMatch(SharedFailure::isState)) {
				return true;
			}
		}
		return false;
	}

	private static boolean isState(Field field) {
		return !Modifier.isStatic(field.getModifiers());
	}

	private static @Nullable Constructor<?> constructor(Class<?> type) {
		try {
			return (Modifier.isPublic(type.getModifiers()) && !Modifier.isAbstract(type.getModifiers()))
					? type.getConstructor(String.class, Throwable.class) : null;
		}
		catch (NoSuchMethodException ex) {
			return null;
		}
	}

	private record Copying(@Nullable Constructor<?> constructor) {
	}

}
