package io.cacheaside.autoconfigure;

import java.lang.reflect.Type;

import org.springframework.aop.config.AopConfigUtils;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.context.annotation.Role;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;

import io.cacheaside.engine.CacheEngine;
import io.cacheaside.expression.ExpressionCompiler;
import io.cacheaside.interceptor.CacheAsideAdvisor;
import io.cacheaside.interceptor.CacheAsideInterceptor;
import io.cacheaside.interceptor.CacheUseCheck;
import io.cacheaside.interceptor.OperationSource;
import io.cacheaside.interceptor.OperationValidator;
import io.cacheaside.key.KeyEncoder;
import io.cacheaside.transaction.ReactiveTransactions;

/**
 * Our annotations, also where Spring's cache manager is another one. These beans are made
 * before all others, so they ask for nothing heavy before the first call.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnCaching
@Import(InterceptorConfiguration.AutoProxyCreatorRegistrar.class)
class InterceptorConfiguration {

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static OperationSource cacheAsideOperationSource(ExpressionCompiler expressions, KeyEncoder keys,
			ConfigurableBeanFactory beanFactory, Environment environment) {
		boolean proxyTargetClass = environment.getProperty("spring.aop.proxy-target-class", Boolean.class, true);
		return new OperationSource(expressions, keys, beanFactory, proxyTargetClass);
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static CacheAsideInterceptor cacheAsideInterceptor(OperationSource source, ObjectProvider<CacheEngine> engine,
			ObjectProvider<ReactiveTransactions> reactive) {
		return new CacheAsideInterceptor(source, engine::getIfAvailable, () -> reactive.getObject().current());
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static CacheAsideAdvisor cacheAsideAdvisor(OperationSource source, CacheAsideInterceptor interceptor) {
		return new CacheAsideAdvisor(source, interceptor);
	}

	@Bean
	OperationValidator cacheAsideOperationValidator(OperationSource source, ObjectProvider<CacheEngine> engine,
			ConfiguredCaches caches, ObjectProvider<BehindWriters> writers) {
		CacheEngine available = engine.getIfAvailable();
		return new OperationValidator(source, available != null, new CacheUseCheck() {

			@Override
			public void check(String cacheName, String where) {
				caches.requireMeant(cacheName, where);
				if (available != null) {
					// So that its meters are there from the start.
					available.region(cacheName);
				}
			}

			@Override
			public void checkBehind(String cacheName, String where, Type type) {
				BehindWriters known = writers.getIfAvailable();
				if (known == null) {
					throw BehindWriters.missing(cacheName, where);
				}
				known.requireWriter(cacheName, where, type);
			}

		});
	}

	/** Makes sure that something turns advisors into proxies. */
	static class AutoProxyCreatorRegistrar implements ImportBeanDefinitionRegistrar {

		@Override
		public void registerBeanDefinitions(AnnotationMetadata metadata, BeanDefinitionRegistry registry) {
			AopConfigUtils.registerAutoProxyCreatorIfNecessary(registry);
		}

	}

}
