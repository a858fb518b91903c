package io.cacheaside.springcache;

import org.springframework.cache.annotation.AbstractCachingConfiguration;
import org.springframework.cache.interceptor.CacheInterceptor;
import org.springframework.cache.interceptor.CacheOperationSource;

import io.cacheaside.expression.ExpressionCompiler;

/**
 * Makes the interceptor from what Spring's own configuration makes it from: the
 * application's {@code CachingConfigurer}, looked up when it is needed and not before.
 */
class LocalFirstInterceptorFactory extends AbstractCachingConfiguration {

	static final String METHOD = "cacheInterceptor";

	CacheInterceptor cacheInterceptor(CacheOperationSource source, ExpressionCompiler expressions) {
		CacheInterceptor interceptor = new LocalFirstCacheInterceptor(expressions);
		interceptor.configure(this.errorHandler, this.keyGenerator, this.cacheResolver, this.cacheManager);
		interceptor.setCacheOperationSource(source);
		return interceptor;
	}

}
