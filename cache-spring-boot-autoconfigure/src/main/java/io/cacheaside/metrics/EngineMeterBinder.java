package io.cacheaside.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;

import io.cacheaside.engine.CacheEngine;
import io.cacheaside.engine.InvalidationChecks;
import io.cacheaside.engine.InvalidationChecks.After;
import io.cacheaside.engine.InvalidationChecks.Result;

/**
 * The meters of the engine as a whole: invalidations that span caches or are not
 * delivered, the circuit breaker, the log, the markers, the sweep. They keep the engine
 * alive.
 */
public final class EngineMeterBinder implements MeterBinder {

	/** Stands for all caches, as the label of what spans them. */
	private static final String ALL_CACHES = "*";

	private final CacheEngine engine;

	/**
	 * Creates the binder.
	 * @param engine the engine
	 */
	public EngineMeterBinder(CacheEngine engine) {
		this.engine = engine;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		PolledMeters<CacheEngine> meters = new PolledMeters<>(registry, () -> this.engine);
		meters.gauge(CacheMeter.UNDELIVERED, Tags.empty(), CacheEngine::undeliveredInvalidations);
		meters.count(CacheMeter.FAILED_INVALIDATIONS, Tags.empty(), CacheEngine::failedInvalidations);
		meters.count(CacheMeter.INVALIDATIONS, kind("pattern"), CacheEngine::patternInvalidations);
		meters.count(CacheMeter.INVALIDATIONS, kind("tag"), CacheEngine::tagInvalidations);
		checks(new PolledMeters<>(registry, this.engine::invalidationChecks));
		new BreakerMeters(this.engine::breaker).bindTo(registry);
		new LogMeters(this.engine::log).bindTo(registry);
		new MarkerMeters(this.engine::markers, () -> this.engine.log().end()).bindTo(registry);
		new SweepMeters(this.engine::sweeps).bindTo(registry);
	}

	private static void checks(PolledMeters<InvalidationChecks> meters) {
		for (After after : After.values()) {
			for (Result result : Result.values()) {
				meters.count(CacheMeter.INVALIDATION_CHECKS, Tags.of("delay", after.label(), "result", result.label()),
						(checks) -> checks.count(after, result));
			}
		}
	}

	private static Tags kind(String kind) {
		return Tags.of("cache", ALL_CACHES, "kind", kind);
	}

}
