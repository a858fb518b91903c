package io.cacheaside.autoconfigure;

import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

import io.cacheaside.engine.CacheEngine;
import io.cacheaside.engine.InvalidationOutbox;
import io.cacheaside.metrics.EngineMeterBinder;
import io.cacheaside.metrics.MicrometerEngineListener;
import io.cacheaside.metrics.OutboxMeterBinder;
import io.cacheaside.metrics.SpringCacheMeters;
import io.cacheaside.metrics.WriteBehindMeters;
import io.cacheaside.springcache.CacheAsideCacheManager;

/** Auto-configuration of the meters. */
@AutoConfiguration(after = CacheAsideAutoConfiguration.class,
		afterName = "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration")
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean({ MeterRegistry.class, CacheEngine.class })
@ConditionalOnCaching
public final class CacheAsideMetricsAutoConfiguration {

	@Bean
	MicrometerEngineListener cacheAsideEngineListener(MeterRegistry registry) {
		return new MicrometerEngineListener(registry);
	}

	@Bean
	EngineMeterBinder cacheAsideMeterBinder(CacheEngine engine) {
		return new EngineMeterBinder(engine);
	}

	@Bean
	@ConditionalOnBean(InvalidationOutbox.class)
	OutboxMeterBinder cacheAsideOutboxMeterBinder(InvalidationOutbox outbox) {
		return new OutboxMeterBinder(outbox);
	}

	@Bean
	@ConditionalOnBean(BehindWriters.class)
	WriteBehindMeters cacheAsideWriteBehindMeters(BehindWriters writers) {
		return new WriteBehindMeters(writers::statistics);
	}

	@Bean
	@ConditionalOnBean(CacheAsideCacheManager.class)
	SpringCacheMeters cacheAsideSpringCacheMeters(MeterRegistry registry) {
		return new SpringCacheMeters(registry, "cacheManager");
	}

}
