package io.cacheaside.springcache;

import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Predicate;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.cache.Cache;
import org.springframework.cache.interceptor.BasicOperation;
import org.springframework.cache.interceptor.CacheOperation;
import org.springframework.cache.interceptor.CacheOperationInvocationContext;
import org.springframework.cache.interceptor.SimpleCacheResolver;

import io.cacheaside.codec.CacheableType;
import io.cacheaside.springcache.CacheAsideCache.KeyShape;

/**
 * Tells each cache what Spring's annotations do not: the generic type that a method
 * declares, so that a {@code List<User>} comes back as one, and whether its key
 * expression is an inline list, so that {@code key = "{#a, #b}"} names the same entry as
 * the default key of {@code (a, b)}.
 */
final class DeclaredTypeCacheResolver extends SimpleCacheResolver {

	private final Predicate<String> inlineList;

	private final ConcurrentMap<Invocation, List<Cache>> views = new ConcurrentHashMap<>();

	DeclaredTypeCacheResolver(CacheAsideCacheManager manager, Predicate<String> inlineList) {
		super(manager);
		this.inlineList = inlineList;
	}

	@Override
	public Collection<? extends Cache> resolveCaches(CacheOperationInvocationContext<?> context) {
		Invocation invocation = new Invocation(context.getMethod(),
				AopProxyUtils.ultimateTargetClass(context.getTarget()), context.getOperation());
		List<Cache> known = this.views.get(invocation);
		if (known == null) {
			known = super.resolveCaches(context).stream().map((cache) -> view(cache, invocation)).toList();
			this.views.put(invocation, known);
		}
		return known;
	}

	private Cache view(Cache cache, Invocation invocation) {
		if (!(cache instanceof CacheAsideCache cacheAside)) {
			return cache;
		}
		Type type = CacheableType.of(invocation.method(), invocation.targetClass()).valueType();
		boolean list = invocation.operation() instanceof CacheOperation operation
				&& this.inlineList.test(operation.getKey());
		return cacheAside.viewedBy((type == Void.class) ? Object.class : type,
				list ? KeyShape.LIST_OF_PARTS : KeyShape.PLAIN);
	}

	private record Invocation(Method method, Class<?> targetClass, BasicOperation operation) {
	}

}
