package io.cacheaside.autoconfigure;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ResourceLoader;

import io.cacheaside.engine.CacheEngine;
import io.cacheaside.event.EventInvalidationListener;
import io.cacheaside.event.EventInvalidationRegistry;
import io.cacheaside.event.EventMapping;
import io.cacheaside.event.InvalidatesCacheScanner;
import io.cacheaside.expression.ExpressionCompiler;
import io.cacheaside.key.KeyEncoder;
import io.cacheaside.transaction.ReactiveTransactions;

/** Domain events invalidate, after the commit where there is a transaction. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnCaching
@ConditionalOnBean(CacheEngine.class)
class EventConfiguration {

	@Bean
	EventInvalidationRegistry cacheAsideEventInvalidationRegistry(ExpressionCompiler expressions, KeyEncoder keys,
			ConfiguredCaches caches, ObjectProvider<EventMapping> mappings) {
		return new EventInvalidationRegistry(expressions, keys, caches::isKnown, mappings.orderedStream().toList());
	}

	@Bean
	EventInvalidationListener cacheAsideEventInvalidationListener(EventInvalidationRegistry registry,
			CacheEngine engine, ReactiveTransactions reactive) {
		return new EventInvalidationListener(registry, engine, reactive::of);
	}

	/** What is wrong with an event's templates is known at start-up. */
	@Bean
	SmartInitializingSingleton cacheAsideEventTypeValidator(EventInvalidationRegistry registry,
			ConfigurableListableBeanFactory beanFactory, ResourceLoader resources) {
		return () -> {
			if (AutoConfigurationPackages.has(beanFactory)) {
				registry
					.validate(new InvalidatesCacheScanner(resources).scan(AutoConfigurationPackages.get(beanFactory)));
			}
		};
	}

}
