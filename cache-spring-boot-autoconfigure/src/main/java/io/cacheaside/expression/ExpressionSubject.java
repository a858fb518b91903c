package io.cacheaside.expression;

import java.lang.reflect.Method;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What an expression is evaluated against.
 */
public sealed interface ExpressionSubject {

	/**
	 * A call of a cached or evicting method.
	 *
	 * @param method the method called
	 * @param target the object it is called on
	 * @param targetClass the class of that object, not of a proxy of it
	 * @param arguments the arguments in order; never modified here
	 * @param result what the method returned; only looked at where the scope says that
	 * there is one
	 * @param cacheNames the caches of the operation, for {@code #root.caches}
	 */
	@SuppressWarnings("ArrayRecordComponent")
	record MethodCall(Method method, Object target, Class<?> targetClass, @Nullable Object[] arguments,
			@Nullable Object result, List<String> cacheNames) implements ExpressionSubject {

	}

	/**
	 * A domain event, which is the root object.
	 *
	 * @param event the event
	 */
	record Event(Object event) implements ExpressionSubject {

	}

}
