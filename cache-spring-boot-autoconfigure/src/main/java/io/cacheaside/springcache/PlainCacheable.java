package io.cacheaside.springcache;

import java.lang.reflect.Method;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.springframework.cache.interceptor.CacheOperation;
import org.springframework.cache.interceptor.CacheableOperation;
import org.springframework.core.KotlinDetector;
import org.springframework.util.StringUtils;

import io.cacheaside.CacheConfigurationException;
import io.cacheaside.codec.CacheableType;
import io.cacheaside.codec.CacheableType.Wrapper;
import io.cacheaside.expression.ExpressionCompiler;
import io.cacheaside.expression.ExpressionScope;

/**
 * Tells the methods where a hit is all that a call takes, as Spring's own interceptor
 * would treat it: one {@code @Cacheable} with one cache of the default manager, no
 * condition, and a key that is an argument as it was passed. What only matters for
 * storing ({@code unless}) or loading ({@code sync}) may be there. Whatever is in doubt
 * is not plain. Immutable.
 */
final class PlainCacheable {

	/** Spring lets these names win over a parameter of the same name further left. */
	private static final Pattern BY_PLACE = Pattern.compile("#[pa](\\d+)");

	private final ExpressionCompiler expressions;

	/**
	 * Creates the test.
	 * @param expressions compiles key expressions
	 */
	PlainCacheable(ExpressionCompiler expressions) {
		this.expressions = expressions;
	}

	/**
	 * The argument that is the key.
	 * @param operations what Spring's annotations say about the method
	 * @param method the method as it is called
	 * @param targetClass the bean's class
	 * @param argumentsAreKey whether the default key are the arguments
	 * @return the argument's place from 0, empty if the method is not plain
	 */
	OptionalInt keyArgument(Collection<CacheOperation> operations, Method method, Class<?> targetClass,
			boolean argumentsAreKey) {
		if (operations.size() != 1 || !returnsValue(method, targetClass)) {
			return OptionalInt.empty();
		}
		CacheOperation operation = operations.iterator().next();
		if (operation.getClass() != CacheableOperation.class || !isPlain((CacheableOperation) operation)) {
			return OptionalInt.empty();
		}
		if (StringUtils.hasText(operation.getKey())) {
			return argument(operation.getKey(), method, targetClass);
		}
		return (argumentsAreKey && method.getParameterCount() == 1) ? OptionalInt.of(0) : OptionalInt.empty();
	}

	private static boolean isPlain(CacheableOperation operation) {
		// Spring refuses sync with unless: let it say so.
		boolean consistent = !(operation.isSync() && StringUtils.hasText(operation.getUnless()));
		return consistent && operation.getCacheNames().size() == 1 && !StringUtils.hasText(operation.getCondition())
				&& !StringUtils.hasText(operation.getKeyGenerator())
				&& !StringUtils.hasText(operation.getCacheManager())
				&& !StringUtils.hasText(operation.getCacheResolver());
	}

	private static boolean returnsValue(Method method, Class<?> targetClass) {
		Wrapper wrapper = CacheableType.of(method, targetClass).wrapper();
		// Spring looks at the method called, which may declare less than the bean's.
		boolean optional = method.getReturnType() == Optional.class;
		return wrapper == (optional ? Wrapper.OPTIONAL : Wrapper.NONE) && !KotlinDetector.isSuspendingFunction(method);
	}

	private OptionalInt argument(String key, Method method, Class<?> targetClass) {
		try {
			ExpressionScope scope = ExpressionScope.method(method, targetClass, false, "attribute 'key'");
			OptionalInt argument = this.expressions.compileKey(key, scope).argument();
			Matcher byPlace = BY_PLACE.matcher(key.trim());
			boolean ambiguous = byPlace.matches() && !byPlace.group(1).equals(String.valueOf(argument.orElse(-1)));
			return ambiguous ? OptionalInt.empty() : argument;
		}
		catch (CacheConfigurationException ex) {
			// Spring tells what is wrong with it when the method is called.
			return OptionalInt.empty();
		}
	}

}
