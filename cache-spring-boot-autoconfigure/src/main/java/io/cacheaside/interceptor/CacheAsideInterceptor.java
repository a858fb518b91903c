package io.cacheaside.interceptor;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.aop.ProxyMethodInvocation;
import org.springframework.aop.interceptor.ExposeInvocationInterceptor;
import org.springframework.aop.support.AopUtils;
import org.springframework.util.function.SingletonSupplier;

import io.cacheaside.codec.CacheableType;
import io.cacheaside.engine.CacheEngine;
import io.cacheaside.engine.DetachedTransaction;
import io.cacheaside.engine.LocalEntry;
import io.cacheaside.engine.LocalRead;
import io.cacheaside.engine.PerMethod;
import io.cacheaside.expression.ExpressionSubject;

/**
 * From a call of an annotated method to calls of the engine.
 *
 * <ol>
 * <li>where a hit is all that a call takes, a hit in the local tier is the end of
 * it;</li>
 * <li>what is to be evicted before the invocation is evicted;</li>
 * <li>with {@code @CacheAside} the caches are asked, and on a hit the method does not
 * run;</li>
 * <li>the method runs, on the caller's thread;</li>
 * <li>its result is stored in the caches that missed, then where {@code @WriteThrough} or
 * {@code @WriteBehind} says so;</li>
 * <li>what is to be evicted afterwards is evicted, all of it as one invalidation.</li>
 * </ol>
 *
 * Asynchronous and reactive results pass through 5 and 6 when they complete. An exception
 * of the method reaches the caller unchanged, and 5 and 6 do not happen. Safe for use by
 * many threads.
 */
public final class CacheAsideInterceptor implements MethodInterceptor {

	private final OperationSource source;

	private final SingletonSupplier<CallExecutor> executor;

	private final PerMethod<CallPlan> plans = new PerMethod<>();

	/**
	 * Creates the interceptor.
	 * @param source the operations of methods
	 * @param engine gives the engine at the first call; not earlier, since proxies are
	 * made before most beans
	 * @param transactions gives the reactive transaction of a subscription
	 */
	public CacheAsideInterceptor(OperationSource source, Supplier<@Nullable CacheEngine> engine,
			Supplier<Mono<Optional<DetachedTransaction>>> transactions) {
		this.source = source;
		this.executor = SingletonSupplier.of(() -> {
			CacheEngine available = engine.get();
			if (available == null) {
				throw OperationValidator.withoutRedis(source.anyUse().orElse("a cached method"));
			}
			return new CallExecutor(available, transactions);
		});
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		Object target = invocation.getThis();
		Method method = invocation.getMethod();
		// Most targets are no proxies, and to ask whether one is costs a whole lookup.
		CallPlan plan = (target != null) ? this.plans.get(method, target.getClass()) : null;
		if (plan == null) {
			plan = plan(method, (target != null) ? AopUtils.getTargetClass(target) : method.getDeclaringClass());
		}
		LocalRead local = plan.localRead();
		LocalEntry hit = (local != null) ? local.find(invocation.getArguments()) : null;
		if (local != null && hit != null) {
			return local.result(hit);
		}
		MethodOperations operations = plan.operations();
		if (operations.isEmpty() || target == null) {
			return invocation.proceed();
		}
		return carryOut(operations, invocation, target, plan.targetClass());
	}

	private @Nullable Object carryOut(MethodOperations operations, MethodInvocation invocation, Object target,
			Class<?> targetClass) throws Throwable {
		CallExecutor calls = this.executor.obtain();
		ExpressionSubject.MethodCall call = new ExpressionSubject.MethodCall(invocation.getMethod(), target,
				targetClass, invocation.getArguments(), null, cacheNames(operations));
		calls.evict(operations.evictsBefore(), call);
		Thread caller = Thread.currentThread();
		return switch (operations.wrapper()) {
			case FUTURE -> calls.future(operations, call, () -> proceed(invocation, caller));
			case REACTIVE -> calls.publisher(operations, call, () -> proceed(invocation, caller));
			default -> calls.value(operations, call, () -> proceed(invocation, caller));
		};
	}

	/**
	 * Runs the method. Aspects behind this one look for the invocation on their thread.
	 */
	private static @Nullable Object proceed(MethodInvocation invocation, Thread caller) throws Throwable {
		return (Thread.currentThread() == caller || !(invocation instanceof ProxyMethodInvocation))
				? invocation.proceed() : ExposeInvocationInterceptor.INSTANCE.invoke(invocation);
	}

	private CallPlan plan(Method method, Class<?> targetClass) {
		CallPlan plan = this.plans.get(method, targetClass);
		return (plan != null) ? plan : addPlan(method, targetClass);
	}

	private CallPlan addPlan(Method method, Class<?> targetClass) {
		MethodOperations operations = this.source.operations(method, targetClass);
		LocalRead localRead = operations.plainReadArgument().isPresent() ? this.executor.obtain().localRead(operations)
				: null;
		return this.plans.putIfAbsent(method, targetClass, new CallPlan(targetClass, operations, localRead));
	}

	private static List<String> cacheNames(MethodOperations operations) {
		StoreOperation readThrough = operations.readThrough();
		return (readThrough != null) ? readThrough.cacheNames() : List.of();
	}

	/**
	 * What is known of a method before any call.
	 *
	 * @param targetClass the bean's class
	 * @param operations what its annotations say
	 * @param localRead gives hits in the local tier, {@code null} if a hit is not all
	 * that a call takes
	 */
	private record CallPlan(Class<?> targetClass, MethodOperations operations, @Nullable LocalRead localRead) {
	}

}
