package io.cacheaside.metrics;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;

import io.cacheaside.CacheLayer;
import io.cacheaside.engine.CacheOperation;
import io.cacheaside.engine.CacheRegion;
import io.cacheaside.engine.CacheStatistics;
import io.cacheaside.engine.EngineListener;
import io.cacheaside.engine.InvalidationOrigin;
import io.cacheaside.engine.MissReason;
import io.cacheaside.engine.ReadCheck;

/**
 * Registers the meters of each cache when it comes into being. Counts are polled from the
 * engine's own counters, so that a hit pays nothing for them; only what takes a round
 * trip or a load is timed.
 */
public final class MicrometerEngineListener implements EngineListener {

	private static final Duration[] BUCKETS = { Duration.ofNanos(500_000), Duration.ofMillis(1), Duration.ofMillis(2),
			Duration.ofMillis(5), Duration.ofMillis(10), Duration.ofMillis(50), Duration.ofMillis(250),
			Duration.ofSeconds(1) };

	/** For values that are stored for a while. */
	private static final Duration[] AGES = { Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofMinutes(1),
			Duration.ofMinutes(10), Duration.ofHours(1), Duration.ofHours(6), Duration.ofDays(1) };

	private final MeterRegistry registry;

	private final ConcurrentMap<OperationKey, Timer> operationTimers = new ConcurrentHashMap<>();

	private final ConcurrentMap<String, Timer> loadTimers = new ConcurrentHashMap<>();

	private final Map<InvalidationOrigin, Timer> propagationTimers = new EnumMap<>(InvalidationOrigin.class);

	/**
	 * Creates the listener.
	 * @param registry where the meters go
	 */
	public MicrometerEngineListener(MeterRegistry registry) {
		this.registry = registry;
		for (InvalidationOrigin origin : InvalidationOrigin.values()) {
			this.propagationTimers.put(origin,
					timer(CacheMeter.PROPAGATION, Tags.of("origin", origin.label()), BUCKETS));
		}
	}

	@Override
	public void cacheCreated(CacheRegion cache) {
		if (cache.settings().enabled()) {
			CacheStatistics statistics = cache.statistics();
			Tags tags = Tags.of("cache", cache.settings().name());
			reads(new PolledMeters<>(this.registry, () -> statistics), tags);
			loads(new PolledMeters<>(this.registry, () -> statistics), tags);
			writes(new PolledMeters<>(this.registry, () -> statistics), tags);
			local(new PolledMeters<>(this.registry, () -> cache), tags);
		}
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

	@Override
	public void readsWatched(CacheRegion cache) {
		if (cache.settings().enabled()) {
			CacheStatistics statistics = cache.statistics();
			Tags tags = Tags.of("cache", cache.settings().name());
			PolledMeters<CacheStatistics> meters = new PolledMeters<>(this.registry, () -> statistics);
			meters.count(CacheMeter.STALE_READS, tags, (counts) -> counts.verifiedReads(ReadCheck.STALE));
			for (ReadCheck result : ReadCheck.values()) {
				meters.count(CacheMeter.VERIFIED_READS, tags.and("result", result.label()),
						(counts) -> counts.verifiedReads(result));
			}
			staleAges(cache.settings().name());
		}
	}

	@Override
	public void staleRead(String cacheName, Duration age) {
		staleAges(cacheName).record(age);
	}

	/** A meter that exists already is the same one. */
	private Timer staleAges(String cacheName) {
		return timer(CacheMeter.STALE_AGE, Tags.of("cache", cacheName), AGES);
	}

	@Override
	public void invalidationApplied(InvalidationOrigin origin, Duration duration) {
		Timer timer = this.propagationTimers.get(origin);
		if (timer != null) {
			timer.record(duration);
		}
	}

	private static void reads(PolledMeters<CacheStatistics> meters, Tags cache) {
		meters.count(CacheMeter.HITS, cache.and("cache_layer", CacheLayer.LOCAL.label()), CacheStatistics::localHits);
		meters.count(CacheMeter.HITS, cache.and("cache_layer", CacheLayer.REMOTE.label()), CacheStatistics::remoteHits);
		for (MissReason reason : MissReason.values()) {
			meters.count(CacheMeter.MISSES, cache.and("reason", reason.label()),
					(statistics) -> statistics.misses(reason));
		}
		meters.count(CacheMeter.BYPASSES, cache, CacheStatistics::bypasses);
		meters.count(CacheMeter.LOCAL_BYPASSES, cache, CacheStatistics::localBypasses);
		meters.count(CacheMeter.WAITS, cache, CacheStatistics::waits);
	}

	private static void loads(PolledMeters<CacheStatistics> meters, Tags cache) {
		meters.count(CacheMeter.LOADS, cache.and("result", "success"), CacheStatistics::loads);
		meters.count(CacheMeter.LOADS, cache.and("result", "failure"), CacheStatistics::failedLoads);
		meters.count(CacheMeter.REFRESHES, cache.and("result", "success"), CacheStatistics::refreshes);
		meters.count(CacheMeter.REFRESHES, cache.and("result", "failure"), CacheStatistics::failedRefreshes);
		meters.count(CacheMeter.STALE, cache, CacheStatistics::standIns);
		meters.gauge(CacheMeter.LOADS_WAITING, cache, CacheStatistics::waitingLoads);
		meters.count(CacheMeter.LOADS_DELAYED, cache, CacheStatistics::delayedLoads);
		meters.count(CacheMeter.LOAD_TIMEOUTS, cache.and("limit", "soft"), CacheStatistics::softTimeouts);
		meters.count(CacheMeter.LOAD_TIMEOUTS, cache.and("limit", "hard"), CacheStatistics::hardTimeouts);
	}

	private static void writes(PolledMeters<CacheStatistics> meters, Tags cache) {
		meters.count(CacheMeter.STORES, cache.and("cache_layer", CacheLayer.REMOTE.label()), CacheStatistics::puts);
		meters.count(CacheMeter.REFUSED_STORES, cache, CacheStatistics::refusedPuts);
		meters.count(CacheMeter.INVALIDATIONS, cache.and("kind", "key"), CacheStatistics::evictions);
		meters.count(CacheMeter.INVALIDATIONS, cache.and("kind", "clear"), CacheStatistics::clears);
		meters.count(CacheMeter.FAILURES, cache, CacheStatistics::failures);
		meters.count(CacheMeter.REJECTED, cache.and("reason", "undecodable"), CacheStatistics::undecodable);
		meters.count(CacheMeter.REJECTED, cache.and("reason", "unencodable"), CacheStatistics::unencodable);
		meters.count(CacheMeter.REJECTED, cache.and("reason", "oversized"), CacheStatistics::oversized);
	}

	private static void local(PolledMeters<CacheRegion> meters, Tags cache) {
		meters.gauge(CacheMeter.LOCAL_ENTRIES, cache, (region) -> region.local().size());
		meters.gauge(CacheMeter.SIZE_BYTES, cache.and("cache_layer", CacheLayer.LOCAL.label()),
				(region) -> region.local().bytes());
		meters.count(CacheMeter.LOCAL_EVICTIONS, cache, (region) -> region.local().evictions());
	}

	private Timer createOperationTimer(OperationKey key) {
		return timer(CacheMeter.OPERATION_DURATION, Tags.of("cache", key.cacheName(), "cache_layer",
				key.layer().label(), "operation", key.operation().label()), BUCKETS);
	}

	private Timer createLoadTimer(String cacheName) {
		return timer(CacheMeter.LOAD_DURATION, Tags.of("cache", cacheName), BUCKETS);
	}

	private Timer timer(CacheMeter meter, Tags tags, Duration[] buckets) {
		return Timer.builder(meter.meterName())
			.description(meter.description())
			.tags(tags)
			.serviceLevelObjectives(buckets)
			.register(this.registry);
	}

	private record OperationKey(String cacheName, CacheLayer layer, CacheOperation operation) {
	}

}
