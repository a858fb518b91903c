package io.cacheaside.interceptor;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.stream.Collectors;

import io.cacheaside.codec.CacheableType;

/**
 * Where an annotation stands.
 *
 * @param annotationType the annotation
 * @param method the method as the bean's class implements it
 * @param targetClass the bean's class
 * @param type what the method's return type means for a cache
 */
record AnnotatedMethod(Class<?> annotationType, Method method, Class<?> targetClass, CacheableType type) {

	/**
	 * For messages: {@code @CacheAside on com.example.Users.user(String)}.
	 */
	String where() {
		return "@" + this.annotationType.getSimpleName() + " on " + describe(this.method);
	}

	/**
	 * For messages: {@code attribute 'key' of @CacheAside on …}.
	 */
	String attribute(String name) {
		return "attribute '" + name + "' of " + where();
	}

	static String describe(Method method) {
		return Arrays.stream(method.getParameterTypes())
			.map(Class::getSimpleName)
			.collect(
					Collectors.joining(", ", method.getDeclaringClass().getName() + "." + method.getName() + "(", ")"));
	}

}
