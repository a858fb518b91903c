package io.cacheaside.autoconfigure;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;
import org.springframework.util.function.SingletonSupplier;

import io.cacheaside.engine.CacheEngine;
import io.cacheaside.engine.InvalidationOutbox;
import io.cacheaside.http.SessionStartFilter;
import io.cacheaside.transaction.ReactiveTransactions;
import io.cacheaside.transaction.SpringTransactionScope;
import io.cacheaside.transaction.TransactionListenerRegistrar;

/** What transactions and sessions mean for the caches. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnCaching
class TransactionConfiguration {

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static EngineReference cacheAsideEngineReference() {
		return new EngineReference();
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static SpringTransactionScope cacheAsideTransactionScope(EngineReference engine,
			ObjectProvider<InvalidationOutbox> outbox) {
		return new SpringTransactionScope(engine::capture,
				SingletonSupplier.of(() -> outbox.getIfAvailable(() -> InvalidationOutbox.NONE)));
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static TransactionListenerRegistrar cacheAsideTransactionListenerRegistrar(
			ObjectProvider<SpringTransactionScope> scope) {
		return new TransactionListenerRegistrar(scope::getObject);
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	static ReactiveTransactions cacheAsideReactiveTransactions(ObjectProvider<CacheEngine> engine) {
		return new ReactiveTransactions((invalidation) -> {
			CacheEngine carryingOut = engine.getObject();
			return carryingOut.handOver(carryingOut.invalidate(invalidation));
		});
	}

	/** Requests that keep a persistence context open, as is Spring Boot's default. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
	@ConditionalOnClass(name = "org.springframework.orm.jpa.support.OpenEntityManagerInViewInterceptor")
	@ConditionalOnProperty(name = "spring.jpa.open-in-view", havingValue = "true", matchIfMissing = true)
	static class OpenInViewConfiguration {

		@Bean
		SessionStartFilter cacheAsideSessionStartFilter(SpringTransactionScope scope) {
			return new SessionStartFilter(scope);
		}

	}

}
