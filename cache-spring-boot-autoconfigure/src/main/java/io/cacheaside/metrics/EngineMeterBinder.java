package io.cacheaside.metrics;

import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

import io.cacheaside.engine.CacheEngine;

/** The meters of the engine as a whole. */
public final class EngineMeterBinder implements MeterBinder {

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
		Gauge.builder(CacheMeter.UNDELIVERED.meterName(), this.engine, CacheEngine::undeliveredInvalidations)
			.description(CacheMeter.UNDELIVERED.description())
			.register(registry);
		FunctionCounter
			.builder(CacheMeter.FAILED_INVALIDATIONS.meterName(), this.engine, CacheEngine::failedInvalidations)
			.description(CacheMeter.FAILED_INVALIDATIONS.description())
			.register(registry);
		invalidations(registry, "pattern", CacheEngine::patternInvalidations);
		invalidations(registry, "tag", CacheEngine::tagInvalidations);
	}

	/** They span caches, so their label is the star that stands for all. */
	private void invalidations(MeterRegistry registry, String kind, ToDoubleFunction<CacheEngine> count) {
		FunctionCounter.builder(CacheMeter.INVALIDATIONS.meterName(), this.engine, count)
			.description(CacheMeter.INVALIDATIONS.description())
			.tags("cache", "*", "kind", kind)
			.register(registry);
	}

}
