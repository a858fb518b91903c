package io.cacheaside.springcache;

import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Method;

import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.ProxyMethodInvocation;
import org.springframework.aop.interceptor.ExposeInvocationInterceptor;

/**
 * An invocation that is carried out again, on another thread. Aspects behind the caches
 * look for it there.
 */
final class RepeatedInvocation implements MethodInvocation {

	private final MethodInvocation invocation;

	/**
	 * Copies an invocation that has not proceeded.
	 */
	RepeatedInvocation(ProxyMethodInvocation original) {
		this.invocation = original.invocableClone();
	}

	@Override
	public @Nullable Object proceed() throws Throwable {
		return ExposeInvocationInterceptor.INSTANCE.invoke(this.invocation);
	}

	@Override
	public Method getMethod() {
		return this.invocation.getMethod();
	}

	@Override
	public @Nullable Object[] getArguments() {
		return this.invocation.getArguments();
	}

	@Override
	public @Nullable Object getThis() {
		return this.invocation.getThis();
	}

	@Override
	public AccessibleObject getStaticPart() {
		return this.invocation.getStaticPart();
	}

}
