package io.cacheaside.interceptor;

import java.lang.reflect.Method;

import org.aopalliance.aop.Advice;

import org.springframework.aop.ClassFilter;
import org.springframework.aop.Pointcut;
import org.springframework.aop.support.AbstractPointcutAdvisor;
import org.springframework.aop.support.StaticMethodMatcherPointcut;
import org.springframework.core.Ordered;

/**
 * Puts the interceptor in front of every method that has one of our annotations.
 */
public final class CacheAsideAdvisor extends AbstractPointcutAdvisor {

	/**
	 * Outside {@code @Transactional} and Spring's own cache annotations, so that a hit
	 * takes no connection and an eviction follows the commit; inside {@code @Async} and
	 * {@code @Retryable}, which put themselves in front.
	 */
	public static final int ORDER = Ordered.LOWEST_PRECEDENCE - 100;

	private final transient Pointcut pointcut;

	private final transient Advice advice;

	/**
	 * Creates the advisor.
	 * @param source the operations of methods
	 * @param interceptor carries them out
	 */
	public CacheAsideAdvisor(OperationSource source, CacheAsideInterceptor interceptor) {
		this.pointcut = new AnnotatedMethodPointcut(source);
		this.advice = interceptor;
		setOrder(ORDER);
	}

	@Override
	public Pointcut getPointcut() {
		return this.pointcut;
	}

	@Override
	public Advice getAdvice() {
		return this.advice;
	}

	private static final class AnnotatedMethodPointcut extends StaticMethodMatcherPointcut {

		private final OperationSource source;

		AnnotatedMethodPointcut(OperationSource source) {
			this.source = source;
			setClassFilter(new AnnotatedClassFilter(source));
		}

		@Override
		public boolean matches(Method method, Class<?> targetClass) {
			return !this.source.operations(method, targetClass).isEmpty();
		}

	}

	private record AnnotatedClassFilter(OperationSource source) implements ClassFilter {

		@Override
		public boolean matches(Class<?> type) {
			return this.source.hasOperations(type);
		}

	}

}
