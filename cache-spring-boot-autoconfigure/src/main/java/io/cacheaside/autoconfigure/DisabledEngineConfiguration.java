package io.cacheaside.autoconfigure;

import java.util.random.RandomGenerator;

import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.cache.CacheManager;
import org.springframework.cache.support.NoOpCacheManager;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.cacheaside.engine.CacheEngine;
import io.cacheaside.engine.CoherenceSettings;
import io.cacheaside.engine.EngineListener;
import io.cacheaside.engine.EngineOperations;
import io.cacheaside.engine.EnginePorts;
import io.cacheaside.engine.LocalTiers;
import io.cacheaside.engine.NoRemoteTier;
import io.cacheaside.engine.OutcomeRecorder;
import io.cacheaside.engine.TransactionScope;
import io.cacheaside.engine.log.NoInvalidationLog;
import io.cacheaside.key.KeyEncoder;

/**
 * Caching is off: what the application injects is there and lets every call through.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnCaching(ConditionalOnCaching.State.OFF)
class DisabledEngineConfiguration {

	@Bean(destroyMethod = "close")
	EngineThreads cacheAsideThreads() {
		return new EngineThreads(false);
	}

	@Bean
	CacheEngine cacheAsideEngine(ConfiguredCaches caches, OutcomeRecorder outcomes, EngineThreads threads) {
		EnginePorts ports = new EnginePorts(LocalTiers.NONE, new NoRemoteTier(), new NoInvalidationLog(),
				TransactionScope.NONE, threads.scheduler(), threads.executor(), System::nanoTime,
				RandomGenerator.getDefault());
		return new CacheEngine(ports, caches, CoherenceSettings.DEFAULTS.withoutSweep(), EngineListener.NONE, outcomes);
	}

	@Bean
	EngineOperations cacheOperations(CacheEngine engine, KeyEncoder keys) {
		return new EngineOperations(engine, keys);
	}

	/**
	 * Where ours would have been; a manager of another type is not ours to switch off.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnCaching(ConditionalOnCaching.State.MANAGER_OFF)
	@ConditionalOnMissingBean(value = CacheManager.class, name = "cacheResolver")
	static class NoOpCacheManagerConfiguration {

		@Bean
		CacheManager cacheManager() {
			return new NoOpCacheManager();
		}

	}

}
