package io.cacheaside.springcache;

import java.lang.reflect.Method;
import java.util.Collection;
import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.cache.interceptor.CacheOperation;
import org.springframework.cache.interceptor.CacheOperationSource;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;
import org.springframework.util.StringUtils;

/**
 * Checks the caches that Spring's annotations name, once every bean is there, so that a
 * misspelt one stops the start and not the first call. Annotations that choose a resolver
 * or another cache manager are left to them.
 */
public final class SpringCacheUseValidator implements SmartInitializingSingleton {

	private static final Logger logger = LoggerFactory.getLogger(SpringCacheUseValidator.class);

	private final ConfigurableListableBeanFactory beanFactory;

	private final ObjectProvider<CacheOperationSource> sources;

	private final BiConsumer<String, String> check;

	/**
	 * Creates the validator.
	 * @param beanFactory has the beans to look at
	 * @param sources what Spring knows of its annotations; it has parsed them by now
	 * @param check takes a cache name and where it is used, and throws a
	 * {@link io.cacheaside.CacheConfigurationException} if it may not be
	 */
	public SpringCacheUseValidator(ConfigurableListableBeanFactory beanFactory,
			ObjectProvider<CacheOperationSource> sources, BiConsumer<String, String> check) {
		this.beanFactory = beanFactory;
		this.sources = sources;
		this.check = check;
	}

	@Override
	public void afterSingletonsInstantiated() {
		for (CacheOperationSource source : this.sources.orderedStream().toList()) {
			for (String name : this.beanFactory.getBeanDefinitionNames()) {
				Class<?> type = typeOf(name);
				if (type != null && source.isCandidateClass(type)) {
					checkMethods(source, ClassUtils.getUserClass(type));
				}
			}
		}
	}

	private @Nullable Class<?> typeOf(String beanName) {
		try {
			return AutoProxyUtils.determineTargetClass(this.beanFactory, beanName);
		}
		catch (RuntimeException | LinkageError ex) {
			// A lazy bean whose type cannot be told yet: its first call tells.
			logger.debug("The type of bean '{}' is not known, so its caches are not checked", beanName, ex);
			return null;
		}
	}

	private void checkMethods(CacheOperationSource source, Class<?> type) {
		for (Method method : ReflectionUtils.getUniqueDeclaredMethods(type)) {
			Collection<CacheOperation> operations = source.getCacheOperations(method, type);
			if (operations != null) {
				operations.forEach((operation) -> checkNames(operation, method));
			}
		}
	}

	private void checkNames(CacheOperation operation, Method method) {
		if (!StringUtils.hasText(operation.getCacheManager()) && !StringUtils.hasText(operation.getCacheResolver())) {
			String where = ClassUtils.getQualifiedMethodName(method);
			operation.getCacheNames().forEach((cacheName) -> this.check.accept(cacheName, where));
		}
	}

}
