package io.cacheaside.springcache;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.cache.Cache;
import org.springframework.cache.interceptor.BasicOperation;
import org.springframework.cache.interceptor.CacheEvictOperation;
import org.springframework.cache.interceptor.CacheOperation;
import org.springframework.cache.interceptor.CacheOperationInvocationContext;
import org.springframework.cache.interceptor.CacheableOperation;
import org.springframework.cache.interceptor.SimpleCacheResolver;

import io.cacheaside.codec.CacheableType;
import io.cacheaside.engine.DetachedTransaction;
import io.cacheaside.springcache.CacheAsideCache.KeyShape;

/**
 * Tells each cache what Spring's annotations do not: the generic type that a method
 * declares, so that a {@code List<User>} comes back as one, and whether its key
 * expression is an inline list, so that {@code key = "{#a, #b}"} names the same entry as
 * the default key of {@code (a, b)}. And gives each invocation that may store something
 * caches of its own, which remember what was known before the method ran.
 */
final class DeclaredTypeCacheResolver extends SimpleCacheResolver {

	private final Predicate<String> inlineList;

	private final ConcurrentMap<Use, List<Cache>> caches = new ConcurrentHashMap<>();

	/** Set by an interceptor of ours; with any other one, loads end by themselves. */
	private final ThreadLocal<@Nullable AttendedInvocation> invocations = new ThreadLocal<>();

	private final ThreadLocal<@Nullable DetachedTransaction> detached = new ThreadLocal<>();

	DeclaredTypeCacheResolver(CacheAsideCacheManager manager, Predicate<String> inlineList) {
		super(manager);
		this.inlineList = inlineList;
	}

	/**
	 * Called once for each operation of each invocation, before the method runs.
	 */
	@Override
	public Collection<? extends Cache> resolveCaches(CacheOperationInvocationContext<?> context) {
		Use use = new Use(context.getMethod(), AopProxyUtils.ultimateTargetClass(context.getTarget()),
				context.getOperation());
		List<Cache> known = this.caches.get(use);
		if (known == null) {
			known = super.resolveCaches(context).stream().map((cache) -> typed(cache, use)).toList();
			this.caches.put(use, known);
		}
		DetachedTransaction transaction = this.detached.get();
		if (transaction != null) {
			boolean loading = use.operation() instanceof CacheableOperation;
			return known.stream().map((cache) -> within(transaction, cache, loading)).toList();
		}
		return (use.operation() instanceof CacheEvictOperation) ? known
				: known.stream().map(this::forThisInvocation).toList();
	}

	/**
	 * The invocations under way on each thread.
	 */
	ThreadLocal<@Nullable AttendedInvocation> invocations() {
		return this.invocations;
	}

	/**
	 * The transaction of the call that this thread begins, where that is no matter of
	 * threads.
	 */
	ThreadLocal<@Nullable DetachedTransaction> detached() {
		return this.detached;
	}

	private static Cache within(DetachedTransaction transaction, Cache cache, boolean loading) {
		return (cache instanceof CacheAsideCache cacheAside) ? new DetachedCache(cacheAside, transaction, loading)
				: cache;
	}

	/**
	 * The type that a method's values are stored and read as.
	 */
	static Type valueType(Method method, Class<?> targetClass) {
		Type type = CacheableType.of(method, targetClass).valueType();
		return (type == Void.class) ? Object.class : type;
	}

	private Cache typed(Cache cache, Use use) {
		if (!(cache instanceof CacheAsideCache cacheAside)) {
			return cache;
		}
		boolean list = use.operation() instanceof CacheOperation operation && this.inlineList.test(operation.getKey());
		return cacheAside.viewedBy(valueType(use.method(), use.targetClass()),
				list ? KeyShape.LIST_OF_PARTS : KeyShape.PLAIN);
	}

	private Cache forThisInvocation(Cache cache) {
		return (cache instanceof CacheAsideCache cacheAside) ? new InvocationCache(cacheAside, this.invocations.get())
				: cache;
	}

	private record Use(Method method, Class<?> targetClass, BasicOperation operation) {
	}

}
