package io.cacheaside.expression;

import java.lang.reflect.Method;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The root object of expressions on methods, with the properties that Spring documents
 * for its own cache annotations.
 */
final class MethodCallRoot {

	private final ExpressionSubject.MethodCall call;

	MethodCallRoot(ExpressionSubject.MethodCall call) {
		this.call = call;
	}

	public Method getMethod() {
		return this.call.method();
	}

	public String getMethodName() {
		return this.call.method().getName();
	}

	public Object getTarget() {
		return this.call.target();
	}

	public Class<?> getTargetClass() {
		return this.call.targetClass();
	}

	public @Nullable Object[] getArgs() {
		return this.call.arguments();
	}

	public List<NamedCache> getCaches() {
		return this.call.cacheNames().stream().map(NamedCache::new).toList();
	}

	record NamedCache(String name) {

		public String getName() {
			return this.name;
		}

	}

}
