package io.cacheaside.autoconfigure;

import io.micrometer.observation.ObservationRegistry;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

import io.cacheaside.engine.CacheEngine;
import io.cacheaside.metrics.ObservationEngineListener;

/**
 * Auto-configuration of the observations. {@code management.observations.enable} switches
 * them off by their names.
 */
@AutoConfiguration(after = CacheAsideAutoConfiguration.class,
		afterName = "org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration")
@ConditionalOnClass(ObservationRegistry.class)
@ConditionalOnBean({ ObservationRegistry.class, CacheEngine.class })
@ConditionalOnCaching
public final class CacheAsideObservationAutoConfiguration {

	@Bean
	ObservationEngineListener cacheAsideObservations(ObservationRegistry registry) {
		return new ObservationEngineListener(registry);
	}

}
