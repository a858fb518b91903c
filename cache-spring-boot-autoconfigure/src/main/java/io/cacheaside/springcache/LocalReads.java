package io.cacheaside.springcache;

import java.lang.reflect.Method;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalInt;

import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.cache.interceptor.CacheAspectSupport;
import org.springframework.cache.interceptor.CacheOperation;
import org.springframework.cache.interceptor.CacheOperationSource;

import io.cacheaside.engine.LocalRead;
import io.cacheaside.engine.PerMethod;

/**
 * What answers plain {@code @Cacheable} methods from the local tier, worked out at the
 * first call of each. Safe for use by many threads.
 */
final class LocalReads {

	private final CacheAspectSupport aspect;

	private final CacheAsideCacheManager manager;

	private final PlainCacheable plain;

	private final PerMethod<Optional<LocalRead>> reads = new PerMethod<>();

	/**
	 * Creates it without any method.
	 * @param aspect whose methods these are; it uses our resolver
	 * @param manager where that resolver finds the caches
	 * @param plain tells plain methods
	 */
	LocalReads(CacheAspectSupport aspect, CacheAsideCacheManager manager, PlainCacheable plain) {
		this.aspect = aspect;
		this.manager = manager;
		this.plain = plain;
	}

	/**
	 * What answers calls of a method, {@code null} if Spring's interceptor has to.
	 */
	@Nullable LocalRead of(Method method, Object target) {
		// Most targets are no proxies, and to ask whether one is costs a whole lookup.
		Optional<LocalRead> read = this.reads.get(method, target.getClass());
		return ((read != null) ? read : of(method, AopProxyUtils.ultimateTargetClass(target))).orElse(null);
	}

	private Optional<LocalRead> of(Method method, Class<?> targetClass) {
		Optional<LocalRead> read = this.reads.get(method, targetClass);
		return (read != null) ? read : this.reads.putIfAbsent(method, targetClass, create(method, targetClass));
	}

	private Optional<LocalRead> create(Method method, Class<?> targetClass) {
		CacheOperationSource source = this.aspect.getCacheOperationSource();
		Collection<CacheOperation> operations = (source != null) ? source.getCacheOperations(method, targetClass)
				: null;
		if (operations == null) {
			return Optional.empty();
		}
		boolean argumentsAreKey = this.aspect.getKeyGenerator().getClass() == ArgumentsKeyGenerator.class;
		OptionalInt argument = this.plain.keyArgument(operations, method, targetClass, argumentsAreKey);
		if (argument.isEmpty()) {
			return Optional.empty();
		}
		String cacheName = operations.iterator().next().getCacheNames().iterator().next();
		return (this.manager.getCache(cacheName) instanceof CacheAsideCache cache) ? Optional.of(cache.getNativeCache()
			.localRead(argument.getAsInt(), DeclaredTypeCacheResolver.valueType(method, targetClass),
					method.getReturnType() == Optional.class))
				: Optional.empty();
	}

}
