package io.cacheaside.expression;

import java.lang.reflect.Method;

import org.jspecify.annotations.Nullable;

/**
 * What an expression can refer to, known when it is compiled.
 *
 * @param method the method whose parameters are variables; {@code null} for an event
 * @param type the class that the method is called on, or the event's type
 * @param resultAvailable whether {@code #result} exists
 * @param where where the expression stands, for messages, as in <code>attribute 'key' of
 * &#64;CacheAside on com.acme.Users.user(String)</code>
 */
public record ExpressionScope(@Nullable Method method, Class<?> type, boolean resultAvailable, String where) {

	/**
	 * The scope of an expression on a method.
	 * @param method the method, also one that an interface declares
	 * @param targetClass the class that it is called on
	 * @param resultAvailable whether {@code #result} exists
	 * @param where where the expression stands, for messages
	 * @return the scope
	 */
	public static ExpressionScope method(Method method, Class<?> targetClass, boolean resultAvailable, String where) {
		return new ExpressionScope(method, targetClass, resultAvailable, where);
	}

	/**
	 * The scope of an expression on the type of a domain event.
	 * @param eventType the type that bears the annotation
	 * @param where where the expression stands, for messages
	 * @return the scope
	 */
	public static ExpressionScope event(Class<?> eventType, String where) {
		return new ExpressionScope(null, eventType, false, where);
	}

}
