package io.cacheaside.autoconfigure;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

import io.cacheaside.actuate.CacheAsideHealthIndicator;
import io.cacheaside.engine.CacheEngine;
import io.cacheaside.engine.InvalidationOutbox;

/** Auto-configuration of the health contribution {@code cacheAside}. */
@AutoConfiguration(after = CacheAsideAutoConfiguration.class)
@ConditionalOnClass({ HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnBean(CacheEngine.class)
@ConditionalOnCaching
@ConditionalOnEnabledHealthIndicator("cacheaside")
public final class CacheAsideHealthAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = "cacheAsideHealthIndicator")
	CacheAsideHealthIndicator cacheAsideHealthIndicator(CacheEngine engine, ObjectProvider<InvalidationOutbox> outbox) {
		return new CacheAsideHealthIndicator(engine, outbox.getIfAvailable(() -> InvalidationOutbox.NONE));
	}

}
