package io.cacheaside.expression;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import org.springframework.expression.spel.support.ReflectivePropertyAccessor;
import org.springframework.util.ClassUtils;

/**
 * Reads one property by a method handle that is found once for each class, with the rules
 * of SpEL: getter, {@code is}, accessor of the same name, public field. What SpEL treats
 * in its own ways (arrays, classes, optionals) is left to it.
 */
final class PropertyReader {

	private static final Rules RULES = new Rules();

	private static final MethodType READ = MethodType.methodType(Object.class, Object.class);

	private final String name;

	private final ClassValue<Optional<MethodHandle>> handles = new ClassValue<>() {

		@Override
		protected Optional<MethodHandle> computeValue(Class<?> type) {
			return find(type);
		}

	};

	PropertyReader(String name) {
		this.name = name;
	}

	/** The value, or {@link ValueNode#UNDECIDED}. */
	@Nullable Object read(Object owner) {
		MethodHandle handle = this.handles.get(owner.getClass()).orElse(null);
		if (handle == null) {
			return ValueNode.UNDECIDED;
		}
		try {
			return (Object) handle.invokeExact(owner);
		}
		catch (Error ex) {
			throw ex;
		}
		catch (Throwable ex) {
			// SpEL reads it again, fails in the same way and tells it in its own words.
			return ValueNode.UNDECIDED;
		}
	}

	private Optional<MethodHandle> find(Class<?> type) {
		if (type.isArray() || type == Class.class || type == Optional.class) {
			return Optional.empty();
		}
		try {
			Method getter = RULES.getter(this.name, type);
			if (getter != null) {
				Method accessible = ClassUtils.getPubliclyAccessibleMethodIfPossible(getter, type);
				return open(accessible) ? Optional.of(adapt(MethodHandles.lookup().unreflect(accessible)))
						: Optional.empty();
			}
			Field field = RULES.field(this.name, type);
			return (field != null && open(field)) ? Optional.of(adapt(MethodHandles.lookup().unreflectGetter(field)))
					: Optional.empty();
		}
		catch (IllegalAccessException ex) {
			return Optional.empty();
		}
	}

	private static boolean open(AccessibleObject member) {
		return member.trySetAccessible();
	}

	private static MethodHandle adapt(MethodHandle handle) {
		// A static member has no owner to be given.
		MethodHandle reader = (handle.type().parameterCount() == 0)
				? MethodHandles.dropArguments(handle, 0, Object.class) : handle;
		return reader.asType(READ);
	}

	/** Opens SpEL's own rules, so that both always agree. */
	private static final class Rules extends ReflectivePropertyAccessor {

		@Nullable Method getter(String name, Class<?> type) {
			return findGetterForProperty(name, type, false);
		}

		@Nullable Field field(String name, Class<?> type) {
			return findField(name, type, false);
		}

	}

}
