package io.cacheaside.autoconfigure;

import java.util.List;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.cacheaside.CacheConfigurationException;
import io.cacheaside.engine.CacheEngine;
import io.cacheaside.engine.KeyedValue;
import io.cacheaside.engine.LoadStart;
import io.cacheaside.key.KeyEncoder;
import io.cacheaside.warmup.CacheWarmer;
import io.cacheaside.warmup.WarmupRunner;
import io.cacheaside.warmup.WarmupSettings;
import io.cacheaside.warmup.WarmupTarget;

/** Runs the application's {@code CacheWarmer} beans. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnCaching
@ConditionalOnBean(CacheEngine.class)
class WarmupConfiguration {

	@Bean
	WarmupRunner cacheAsideWarmupRunner(ObjectProvider<CacheWarmer> warmers, CacheEngine engine, KeyEncoder keys,
			CacheAsideProperties properties) {
		return new WarmupRunner(warmers.orderedStream().toList(), target(engine, keys), settings(properties.warmup()));
	}

	private static WarmupTarget target(CacheEngine engine, KeyEncoder keys) {
		return (cacheName, valueType) -> {
			LoadStart start = engine.capture();
			return (batch) -> {
				List<KeyedValue> values = batch.stream()
					.map((entry) -> new KeyedValue(keys.encode(cacheName, entry.key()), entry.value(), entry.options()))
					.toList();
				return engine.region(cacheName).putAllIfAbsent(values, valueType, start);
			};
		};
	}

	private static WarmupSettings settings(CacheAsideProperties.Warmup warmup) {
		try {
			return new WarmupSettings(warmup.enabled(), warmup.parallelism(), warmup.timeout().duration(),
					warmup.batchSize(), warmup.failFast(), warmup.background(), warmup.progressInterval().duration());
		}
		catch (IllegalArgumentException ex) {
			throw new CacheConfigurationException(String.valueOf(ex.getMessage()),
					"Correct the property under cacheaside.warmup.", ex);
		}
	}

}
