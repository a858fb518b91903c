package io.cacheaside.springcache;

import java.lang.reflect.Method;

import org.jspecify.annotations.Nullable;

import org.springframework.cache.interceptor.KeyGenerator;

import io.cacheaside.CompositeKey;

/**
 * The default key of Spring's annotations as this library understands it: one part for
 * each argument. Spring's own {@code SimpleKey} hides its parts.
 */
final class ArgumentsKeyGenerator implements KeyGenerator {

	@Override
	public Object generate(Object target, Method method, @Nullable Object... params) {
		return CompositeKey.of(params);
	}

}
