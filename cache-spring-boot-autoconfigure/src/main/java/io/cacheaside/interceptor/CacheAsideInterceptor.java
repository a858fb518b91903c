package io.cacheaside.interceptor;

import java.lang.reflect.Method;
import java.util.List;
import java.util.function.Supplier;

import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.util.function.SingletonSupplier;

import io.cacheaside.codec.CacheableType;
import io.cacheaside.engine.CacheEngine;
import io.cacheaside.expression.ExpressionSubject;

/**
 * From a call of an annotated method to calls of the engine.
 *
 * <ol>
 * <li>what is to be evicted before the invocation is evicted;</li>
 * <li>with {@code @CacheAside} the caches are asked, and on a hit the method does not
 * run;</li>
 * <li>the method runs, on the caller's thread;</li>
 * <li>its result is stored in the caches that missed, then where {@code @WriteThrough}
 * says so;</li>
 * <li>what is to be evicted afterwards is evicted, all of it as one invalidation.</li>
 * </ol>
 *
 * Asynchronous results pass through 4 and 5 when they complete. An exception of the
 * method reaches the caller unchanged, and 4 and 5 do not happen.
 */
public final class CacheAsideInterceptor implements MethodInterceptor {

	private final OperationSource source;

	private final SingletonSupplier<CallExecutor> executor;

	/**
	 * Creates the interceptor.
	 * @param source the operations of methods
	 * @param engine gives the engine at the first call; not earlier, since proxies are
	 * made before most beans
	 */
	public CacheAsideInterceptor(OperationSource source, Supplier<@Nullable CacheEngine> engine) {
		this.source = source;
		this.executor = SingletonSupplier.of(() -> {
			CacheEngine available = engine.get();
			if (available == null) {
				throw OperationValidator.withoutRedis(source.anyUse().orElse("a cached method"));
			}
			return new CallExecutor(available);
		});
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		Object target = invocation.getThis();
		Method method = invocation.getMethod();
		Class<?> targetClass = (target != null) ? AopUtils.getTargetClass(target) : method.getDeclaringClass();
		MethodOperations operations = this.source.operations(method, targetClass);
		if (operations.isEmpty() || target == null) {
			return invocation.proceed();
		}
		CallExecutor calls = this.executor.obtain();
		ExpressionSubject.MethodCall call = new ExpressionSubject.MethodCall(method, target, targetClass,
				invocation.getArguments(), null, cacheNames(operations));
		calls.evict(operations.evictsBefore(), call);
		Object result = (operations.wrapper() == CacheableType.Wrapper.FUTURE)
				? calls.future(operations, call, invocation::proceed)
				: calls.value(operations, call, invocation::proceed);
		return result;
	}

	private static List<String> cacheNames(MethodOperations operations) {
		StoreOperation readThrough = operations.readThrough();
		return (readThrough != null) ? readThrough.cacheNames() : List.of();
	}

}
