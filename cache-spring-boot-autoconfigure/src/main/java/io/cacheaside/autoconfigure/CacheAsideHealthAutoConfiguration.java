package io.cacheaside.autoconfigure;

import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

import io.cacheaside.actuate.CacheAsideHealthIndicator;
import io.cacheaside.actuate.HealthSources;
import io.cacheaside.actuate.HealthThresholds;
import io.cacheaside.actuate.TrafficWindow;
import io.cacheaside.engine.CacheEngine;
import io.cacheaside.engine.InvalidationOutbox;
import io.cacheaside.engine.RemoteInspection;
import io.cacheaside.engine.queue.QueueStatistics;

/** Auto-configuration of the health contribution {@code cacheAside}. */
@AutoConfiguration(after = CacheAsideAutoConfiguration.class)
@ConditionalOnClass({ HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnBean(CacheEngine.class)
@ConditionalOnCaching
@ConditionalOnEnabledHealthIndicator("cacheaside")
@ConditionalOnMissingBean(name = "cacheAsideHealthIndicator")
public final class CacheAsideHealthAutoConfiguration {

	@Bean
	HealthSources cacheAsideHealthSources(CacheEngine engine, ObjectProvider<InvalidationOutbox> outbox,
			ObjectProvider<BehindWriters> writers, ObjectProvider<RemoteInspection> inspection) {
		Supplier<Map<String, QueueStatistics>> writes = () -> writers.stream()
			.findFirst()
			.map(BehindWriters::statistics)
			.orElse(Map.of());
		return new HealthSources(engine, outbox.getIfAvailable(() -> InvalidationOutbox.NONE), writes,
				Optional.ofNullable(inspection.getIfUnique()));
	}

	@Bean(initMethod = "start")
	TrafficWindow cacheAsideTrafficWindow(HealthSources sources, CacheAsideProperties properties,
			EngineThreads threads) {
		return new TrafficWindow(sources, properties.health().window().duration(), threads.scheduler(),
				System::nanoTime);
	}

	@Bean
	CacheAsideHealthIndicator cacheAsideHealthIndicator(HealthSources sources, CacheAsideProperties properties,
			TrafficWindow window) {
		HealthThresholds thresholds = properties.health().thresholds();
		return new CacheAsideHealthIndicator(sources, thresholds, window);
	}

}
