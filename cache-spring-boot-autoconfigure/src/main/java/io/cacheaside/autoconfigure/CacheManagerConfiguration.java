package io.cacheaside.autoconfigure;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.interceptor.CacheAspectSupport;
import org.springframework.cache.interceptor.CacheOperationSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.ReactiveTransactionManager;

import io.cacheaside.engine.CacheEngine;
import io.cacheaside.expression.ExpressionCompiler;
import io.cacheaside.key.KeyEncoder;
import io.cacheaside.springcache.CacheAsideCacheManager;
import io.cacheaside.springcache.CacheInterceptorRefinement;
import io.cacheaside.springcache.LocalFirstInterceptorRegistrar;
import io.cacheaside.springcache.SpringCacheUseValidator;
import io.cacheaside.transaction.ReactiveTransactions;

/**
 * Spring's cache manager on the engine, where the application has none of its own, and
 * Spring's annotations switched on, where the application has not done so.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnCaching(ConditionalOnCaching.State.MANAGER_WANTED)
@ConditionalOnBean(CacheEngine.class)
@ConditionalOnMissingBean(value = CacheManager.class, name = "cacheResolver")
class CacheManagerConfiguration {

	@Bean
	CacheAsideCacheManager cacheManager(CacheEngine engine, KeyEncoder keys, ConfiguredCaches caches) {
		return new CacheAsideCacheManager(engine, keys, caches::mayExist);
	}

	@Bean
	CacheInterceptorRefinement cacheAsideCacheInterceptorRefinement(ObjectProvider<CacheAspectSupport> aspects,
			CacheAsideCacheManager manager, ExpressionCompiler expressions, ReactiveTransactions reactive,
			ObjectProvider<ReactiveTransactionManager> reactiveManagers) {
		return new CacheInterceptorRefinement(aspects, manager, expressions::isInlineList,
				() -> reactiveManagers.stream().findAny().map((any) -> reactive::current));
	}

	@Bean
	SpringCacheUseValidator cacheAsideSpringCacheUseValidator(ConfigurableListableBeanFactory beanFactory,
			ObjectProvider<CacheOperationSource> sources, ConfiguredCaches caches) {
		return new SpringCacheUseValidator(beanFactory, sources, caches::requireMeant);
	}

	@Bean
	@ConditionalOnProperty(name = "cacheaside.spring-cache.direct", havingValue = "true", matchIfMissing = true)
	static LocalFirstInterceptorRegistrar cacheAsideLocalFirstInterceptorRegistrar() {
		return new LocalFirstInterceptorRegistrar();
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingBean(CacheAspectSupport.class)
	@EnableCaching
	static class EnableCachingConfiguration {

	}

}
