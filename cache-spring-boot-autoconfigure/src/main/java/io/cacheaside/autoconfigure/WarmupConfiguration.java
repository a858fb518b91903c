package io.cacheaside.autoconfigure;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;

import io.cacheaside.CacheConfigurationException;
import io.cacheaside.engine.CacheEngine;
import io.cacheaside.engine.Coordination;
import io.cacheaside.engine.KeyedValue;
import io.cacheaside.engine.LoadStart;
import io.cacheaside.engine.RegionBulk;
import io.cacheaside.key.KeyEncoder;
import io.cacheaside.warmup.CacheWarmer;
import io.cacheaside.warmup.HotKeys;
import io.cacheaside.warmup.HotKeysSettings;
import io.cacheaside.warmup.RefreshSchedule;
import io.cacheaside.warmup.WarmupCluster;
import io.cacheaside.warmup.WarmupRunner;
import io.cacheaside.warmup.WarmupSettings;
import io.cacheaside.warmup.WarmupTarget;

/** Runs the application's {@code CacheWarmer} beans. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnCaching
@ConditionalOnBean(CacheEngine.class)
class WarmupConfiguration {

	@Bean
	WarmupRunner cacheAsideWarmupRunner(ObjectProvider<CacheWarmer> warmers, WarmupTarget target,
			ObjectProvider<WarmupCluster> cluster, CacheAsideProperties properties) {
		List<CacheWarmer> all = warmers.orderedStream().toList();
		WarmupSettings settings = settings(properties.warmup());
		WarmupCluster nodes = cluster.getIfAvailable();
		return (nodes != null) ? new WarmupRunner(all, target, settings, nodes)
				: new WarmupRunner(all, target, settings);
	}

	@Bean
	WarmupTarget cacheAsideWarmupTarget(CacheEngine engine, KeyEncoder keys) {
		return target(engine, keys,
				(bulk, values, origin) -> bulk.putAllIfAbsent(values, origin.type(), origin.start()));
	}

	@Bean
	@ConditionalOnBean(Coordination.class)
	WarmupCluster cacheAsideWarmupCluster(Coordination coordination, EngineThreads threads, CacheEngine engine) {
		return new WarmupCluster(coordination, threads.scheduler(), () -> engine.capture().position().epoch());
	}

	private static WarmupTarget target(CacheEngine engine, KeyEncoder keys, Writing writing) {
		return (cacheName, valueType) -> {
			LoadStart start = engine.capture();
			return (batch) -> {
				List<KeyedValue> values = batch.stream()
					.map((entry) -> new KeyedValue(keys.encode(cacheName, entry.key()), entry.value(), entry.options()))
					.toList();
				return writing.write(engine.region(cacheName).bulk(), values, new Origin(valueType, start));
			};
		};
	}

	/** None where nothing is scheduled: no thread, no timer. */
	@Bean
	@Conditional(OnRefreshCondition.class)
	RefreshSchedule cacheAsideRefreshSchedule(ObjectProvider<CacheWarmer> warmers, CacheEngine engine, KeyEncoder keys,
			ObjectProvider<WarmupCluster> cluster, CacheAsideProperties properties) {
		WarmupTarget target = target(engine, keys,
				(bulk, values, origin) -> bulk.replaceAll(values, origin.type(), origin.start()));
		Map<String, Duration> intervals = new LinkedHashMap<>();
		properties.refresh().forEach((warmer, refresh) -> intervals.put(warmer, refresh.interval()));
		return new RefreshSchedule(warmers.orderedStream().toList(), intervals, target, settings(properties.warmup()),
				cluster.getIfAvailable());
	}

	/** None where it is off: no note, no timer. */
	@Bean
	@ConditionalOnBean(Coordination.class)
	@ConditionalOnBooleanProperty("cacheaside.warmup.hot-keys.enabled")
	HotKeys cacheAsideHotKeys(CacheEngine engine, WarmupCluster cluster, CacheAsideProperties properties) {
		CacheAsideProperties.HotKeysToRead hot = properties.warmup().hotKeys();
		try {
			return new HotKeys(engine, cluster, new HotKeysSettings(hot.interval().duration(), hot.maximumEntries(),
					hot.maximumSize().toBytes(), hot.timeout().duration()));
		}
		catch (IllegalArgumentException ex) {
			throw refused(ex);
		}
	}

	private static WarmupSettings settings(CacheAsideProperties.Warmup warmup) {
		try {
			return new WarmupSettings(warmup.enabled(), warmup.parallelism(), warmup.timeout().duration(),
					warmup.batchSize(), warmup.failFast(), warmup.background(), warmup.progressInterval().duration(),
					warmup.entriesPerSecond(),
					new WarmupSettings.Once(warmup.oncePerCluster(), warmup.freshFor().duration()));
		}
		catch (IllegalArgumentException ex) {
			throw refused(ex);
		}
	}

	private static CacheConfigurationException refused(IllegalArgumentException ex) {
		return new CacheConfigurationException(String.valueOf(ex.getMessage()),
				"Correct the property under cacheaside.warmup.", ex);
	}

	/** What is done with the entries of a warmer. */
	private interface Writing {

		CompletionStage<Long> write(RegionBulk bulk, List<KeyedValue> values, Origin origin);

	}

	private record Origin(Type type, LoadStart start) {
	}

}
