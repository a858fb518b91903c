package io.cacheaside.metrics;

import java.util.function.Supplier;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;

import io.cacheaside.engine.SweepStatistics;

/**
 * What this node gave back of the memory that invalidated entries and markers take.
 *
 * @param sweep what its sweeper did so far
 */
record SweepMeters(Supplier<SweepStatistics> sweep) implements MeterBinder {

	@Override
	public void bindTo(MeterRegistry registry) {
		PolledMeters<SweepStatistics> meters = new PolledMeters<>(registry, this.sweep);
		Tags none = Tags.empty();
		meters.count(CacheMeter.SWEEP_RUNS, Tags.of("result", "success"), SweepStatistics::runs);
		meters.count(CacheMeter.SWEEP_RUNS, Tags.of("result", "failure"), SweepStatistics::failures);
		meters.count(CacheMeter.SWEEP_EXAMINED, none, SweepStatistics::examined);
		meters.count(CacheMeter.SWEEP_REMOVED, none, SweepStatistics::removed);
		meters.count(CacheMeter.SWEEP_FORGOTTEN, none, SweepStatistics::markersForgotten);
		meters.gauge(CacheMeter.SWEEP_ELECTED, none, (sweep) -> sweep.elected() ? 1 : 0);
		meters.time(CacheMeter.SWEEP_DURATION,
				(sweep) -> (sweep.runs() > 0) ? sweep.lastDuration().toNanos() : Double.NaN);
	}

}
