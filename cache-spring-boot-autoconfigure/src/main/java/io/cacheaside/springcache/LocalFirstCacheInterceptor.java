package io.cacheaside.springcache;

import java.lang.reflect.Method;
import java.util.Collection;
import java.util.concurrent.CompletionStage;

import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.ProxyMethodInvocation;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.cache.Cache;
import org.springframework.cache.interceptor.CacheInterceptor;
import org.springframework.cache.interceptor.CacheOperation;
import org.springframework.cache.interceptor.CacheOperationInvocationContext;
import org.springframework.cache.interceptor.CacheOperationInvoker;
import org.springframework.cache.interceptor.CacheOperationSource;
import org.springframework.cache.interceptor.CacheResolver;
import org.springframework.cache.interceptor.CacheableOperation;
import org.springframework.cache.interceptor.SimpleCacheResolver;
import org.springframework.core.KotlinDetector;

import io.cacheaside.engine.LocalEntry;
import io.cacheaside.engine.LocalRead;
import io.cacheaside.engine.PerMethod;
import io.cacheaside.engine.Refresh;
import io.cacheaside.engine.Refreshing;
import io.cacheaside.expression.ExpressionCompiler;

/**
 * Spring's cache interceptor, which asks the local tier first where a hit is all that a
 * call of a plain {@code @Cacheable} method takes, and which attends to the loads of the
 * other calls: while the method runs, its slots stay leased, so that nobody else loads,
 * and it is known what its value is built from. Everything else is Spring's to do, and so
 * is everything until the caches are known to be ours. Safe for use by many threads.
 */
final class LocalFirstCacheInterceptor extends CacheInterceptor {

	private static final long serialVersionUID = 1L;

	private final transient PlainCacheable plain;

	private final transient PerMethod<Boolean> repeatable = new PerMethod<>();

	private transient volatile @Nullable Ours ours;

	/**
	 * Creates an interceptor that leaves everything to Spring.
	 * @param expressions compiles key expressions
	 */
	LocalFirstCacheInterceptor(ExpressionCompiler expressions) {
		this.plain = new PlainCacheable(expressions);
	}

	/**
	 * Tells the interceptor that its caches are ours: from now on it asks them first.
	 * @param manager where the caches are
	 * @param resolver the resolver that this interceptor has been given
	 * @param reactive calls methods with a reactive result, {@code null} if there are no
	 * reactive transactions
	 */
	void answerFrom(CacheAsideCacheManager manager, DeclaredTypeCacheResolver resolver,
			@Nullable ReactiveInvocations reactive) {
		this.ours = new Ours(new LocalReads(this, manager, this.plain), manager, resolver, reactive);
	}

	@Override
	public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
		Ours known = this.ours;
		Object target = invocation.getThis();
		if (known != null && target != null) {
			LocalRead local = known.reads().of(invocation.getMethod(), target);
			LocalEntry hit = (local != null) ? local.find(invocation.getArguments()) : null;
			if (local != null && hit != null) {
				return local.result(hit);
			}
		}
		if (known == null) {
			return super.invoke(invocation);
		}
		ReactiveInvocations reactive = known.reactive();
		return (reactive != null && invocation instanceof ProxyMethodInvocation call
				&& ReactiveInvocations.areOf(invocation.getMethod()))
						? reactive.invoke(invocation.getMethod(), () -> attend(known, call.invocableClone()))
						: attend(known, invocation);
	}

	private @Nullable Object attend(Ours known, MethodInvocation invocation) throws Throwable {
		AttendedInvocation attended = AttendedInvocation.call(known.invocations(), again(known, invocation));
		try {
			return super.invoke(invocation);
		}
		finally {
			attended.leaveThread();
			attended.end();
		}
	}

	/**
	 * Carries a call out again that has met a value that is due, so that Spring loads and
	 * stores it by all that the annotations say. Not where they also say that something
	 * else is put or evicted, since that would happen twice.
	 */
	private Refreshing again(Ours known, MethodInvocation invocation) {
		return (invocation instanceof ProxyMethodInvocation proxied && isRepeatable(invocation))
				? (refresh) -> repeat(known, new RepeatedInvocation(proxied), refresh) : Refreshing.IMPOSSIBLE;
	}

	private boolean isRepeatable(MethodInvocation invocation) {
		Method method = invocation.getMethod();
		Object target = invocation.getThis();
		if (target == null) {
			return false;
		}
		Boolean repeatable = this.repeatable.get(method, target.getClass());
		return (repeatable != null) ? repeatable
				: this.repeatable.putIfAbsent(method, target.getClass(), isRepeatable(method, target));
	}

	private boolean isRepeatable(Method method, Object target) {
		CacheOperationSource source = getCacheOperationSource();
		Collection<CacheOperation> operations = (source != null)
				? source.getCacheOperations(method, AopProxyUtils.ultimateTargetClass(target)) : null;
		return operations != null && operations.stream().allMatch((each) -> each instanceof CacheableOperation)
				&& !KotlinDetector.isSuspendingFunction(method);
	}

	private @Nullable CompletionStage<?> repeat(Ours known, RepeatedInvocation invocation, Refresh refresh)
			throws Throwable {
		AttendedInvocation attended = AttendedInvocation.refresh(known.invocations(), refresh);
		CompletionStage<?> later = null;
		try {
			later = LaterResult.of(super.invoke(invocation));
		}
		finally {
			attended.leaveThread();
			if (later == null) {
				attended.end();
			}
		}
		return (later != null) ? later.whenComplete((value, failure) -> attended.end()) : null;
	}

	@Override
	protected @Nullable Object invokeOperation(CacheOperationInvoker invoker) {
		Ours known = this.ours;
		if (known == null) {
			return super.invokeOperation(invoker);
		}
		AttendedInvocation attended = known.invocations().get();
		return LaterResult.handedOver((attended != null) ? attended.run(invoker) : super.invokeOperation(invoker),
				known.manager().engine());
	}

	/**
	 * A method that names our manager gets its caches from our resolver too, which knows
	 * what type it declares and when it began.
	 */
	@Override
	protected Collection<? extends Cache> getCaches(CacheOperationInvocationContext<CacheOperation> context,
			CacheResolver cacheResolver) {
		Ours known = this.ours;
		boolean named = known != null && cacheResolver.getClass() == SimpleCacheResolver.class
				&& ((SimpleCacheResolver) cacheResolver).getCacheManager() == known.manager();
		return super.getCaches(context, (known != null && named) ? known.resolver() : cacheResolver);
	}

	private record Ours(LocalReads reads, CacheAsideCacheManager manager, DeclaredTypeCacheResolver resolver,
			@Nullable ReactiveInvocations reactive) {

		ThreadLocal<@Nullable AttendedInvocation> invocations() {
			return this.resolver.invocations();
		}

	}

}
