package io.cacheaside.metrics;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;

import io.cacheaside.CacheLayer;
import io.cacheaside.CacheSettings;
import io.cacheaside.engine.CacheOperation;
import io.cacheaside.engine.CacheStatistics;
import io.cacheaside.engine.EngineListener;

/**
 * Registers the meters of each cache when it comes into being. Counts are polled from the
 * engine's own counters, so that a hit pays nothing for them; only what takes a round
 * trip or a load is timed.
 */
public final class MicrometerEngineListener implements EngineListener {

	private static final Duration[] BUCKETS = { Duration.ofNanos(500_000), Duration.ofMillis(1), Duration.ofMillis(2),
			Duration.ofMillis(5), Duration.ofMillis(10), Duration.ofMillis(50), Duration.ofMillis(250),
			Duration.ofSeconds(1) };

	private final MeterRegistry registry;

	private final ConcurrentMap<OperationKey, Timer> operationTimers = new ConcurrentHashMap<>();

	private final ConcurrentMap<String, Timer> loadTimers = new ConcurrentHashMap<>();

	/**
	 * Creates the listener.
	 * @param registry where the meters go
	 */
	public MicrometerEngineListener(MeterRegistry registry) {
		this.registry = registry;
	}

	@Override
	public void cacheCreated(CacheSettings settings, CacheStatistics statistics) {
		if (!settings.enabled()) {
			return;
		}
		Tags cache = Tags.of("cache", settings.name());
		Tags local = cache.and("cache_layer", CacheLayer.LOCAL.label());
		Tags remote = cache.and("cache_layer", CacheLayer.REMOTE.label());
		count(CacheMeter.HITS, local, statistics, CacheStatistics::localHits);
		count(CacheMeter.HITS, remote, statistics, CacheStatistics::remoteHits);
		count(CacheMeter.MISSES, cache, statistics, CacheStatistics::misses);
		count(CacheMeter.BYPASSES, cache, statistics, CacheStatistics::bypasses);
		count(CacheMeter.LOADS, cache.and("result", "success"), statistics, CacheStatistics::loads);
		count(CacheMeter.LOADS, cache.and("result", "failure"), statistics, CacheStatistics::failedLoads);
		count(CacheMeter.STORES, remote, statistics, CacheStatistics::puts);
		count(CacheMeter.INVALIDATIONS, cache.and("kind", "key"), statistics, CacheStatistics::evictions);
		count(CacheMeter.INVALIDATIONS, cache.and("kind", "clear"), statistics, CacheStatistics::clears);
		count(CacheMeter.FAILURES, cache, statistics, CacheStatistics::failures);
		count(CacheMeter.REJECTED, cache.and("reason", "undecodable"), statistics, CacheStatistics::undecodable);
		count(CacheMeter.REJECTED, cache.and("reason", "unencodable"), statistics, CacheStatistics::unencodable);
		count(CacheMeter.REJECTED, cache.and("reason", "oversized"), statistics, CacheStatistics::oversized);
	}

	@Override
	public void operationEnded(String cacheName, CacheLayer layer, CacheOperation operation, Duration duration) {
		this.operationTimers.computeIfAbsent(new OperationKey(cacheName, layer, operation), this::createOperationTimer)
			.record(duration);
	}

	@Override
	public void loadEnded(String cacheName, Duration duration) {
		this.loadTimers.computeIfAbsent(cacheName, this::createLoadTimer).record(duration);
	}

	private void count(CacheMeter meter, Tags tags, CacheStatistics statistics,
			ToDoubleFunction<CacheStatistics> value) {
		FunctionCounter.builder(meter.meterName(), statistics, value)
			.description(meter.description())
			.tags(tags)
			.register(this.registry);
	}

	private Timer createOperationTimer(OperationKey key) {
		return timer(CacheMeter.OPERATION_DURATION, Tags.of("cache", key.cacheName(), "cache_layer",
				key.layer().label(), "operation", key.operation().label()));
	}

	private Timer createLoadTimer(String cacheName) {
		return timer(CacheMeter.LOAD_DURATION, Tags.of("cache", cacheName));
	}

	private Timer timer(CacheMeter meter, Tags tags) {
		return Timer.builder(meter.meterName())
			.description(meter.description())
			.tags(tags)
			.serviceLevelObjectives(BUCKETS)
			.register(this.registry);
	}

	private record OperationKey(String cacheName, CacheLayer layer, CacheOperation operation) {
	}

}
