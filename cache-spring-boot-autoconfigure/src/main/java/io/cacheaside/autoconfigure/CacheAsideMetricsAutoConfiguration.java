package io.cacheaside.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

import io.cacheaside.engine.CacheEngine;
import io.cacheaside.engine.Coordination;
import io.cacheaside.engine.InvalidationOutbox;
import io.cacheaside.engine.RemoteInspection;
import io.cacheaside.engine.RemoteSampler;
import io.cacheaside.metrics.EngineMeterBinder;
import io.cacheaside.metrics.MicrometerEngineListener;
import io.cacheaside.metrics.OutboxMeterBinder;
import io.cacheaside.metrics.RemoteMeters;
import io.cacheaside.metrics.SpringCacheMeters;
import io.cacheaside.metrics.WarmupMeters;
import io.cacheaside.metrics.WriteBehindMeters;
import io.cacheaside.springcache.CacheAsideCacheManager;
import io.cacheaside.warmup.WarmupRunner;
import io.cacheaside.warmup.WarmupStanding;

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
	@ConditionalOnBean(RemoteInspection.class)
	RemoteMeters cacheAsideRemoteMeters(MeterRegistry registry, ObjectProvider<RemoteSampler> sampler) {
		return new RemoteMeters(registry, new LateBean<>(sampler));
	}

	@Bean(initMethod = "start", destroyMethod = "close")
	@ConditionalOnBean(RemoteInspection.class)
	RemoteSampler cacheAsideRemoteSampler(RemoteInspection inspection, Coordination coordination, CacheEngine engine,
			EngineThreads threads, CacheAsideProperties properties) {
		MetricsProperties.RemoteSample settings = properties.metrics().remoteSample();
		return new RemoteSampler(inspection, coordination,
				() -> engine.regions().stream().map((region) -> region.settings().name()).collect(Collectors.toSet()),
				new RemoteSampler.Settings(settings.enabled(), settings.interval().duration(), settings.entries()),
				threads.scheduler(), System::nanoTime);
	}

	@Bean
	@ConditionalOnBean(WarmupRunner.class)
	WarmupMeters cacheAsideWarmupMeters(WarmupRunner runner) {
		Map<String, Supplier<WarmupMeters.Standing>> warmers = new LinkedHashMap<>();
		runner.names().forEach((warmer) -> warmers.put(warmer, () -> {
			WarmupStanding now = runner.standing(warmer);
			return new WarmupMeters.Standing(now.done(), now.total(), now.running());
		}));
		return new WarmupMeters(warmers);
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
