package io.cacheaside.metrics;

import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;

import io.cacheaside.engine.log.FollowerState;

/**
 * How this node stands to the invalidation log.
 *
 * @param log its state now
 */
record LogMeters(Supplier<FollowerState> log) implements MeterBinder {

	@Override
	public void bindTo(MeterRegistry registry) {
		PolledMeters<FollowerState> meters = new PolledMeters<>(registry, this.log);
		Tags none = Tags.empty();
		meters.time(CacheMeter.LOG_LAG, (log) -> TimeUnit.MILLISECONDS.toNanos(log.lagMillis()));
		meters.time(CacheMeter.LOG_PROOF_AGE, (log) -> (log.proofAgeNanos() >= 0) ? log.proofAgeNanos() : Double.NaN);
		meters.time(CacheMeter.LOG_OUTAGE, (log) -> Math.max(0, log.outageNanos()));
		meters.gauge(CacheMeter.LOG_LOADING, none, (log) -> log.loading() ? 1 : 0);
		meters.gauge(CacheMeter.LOCAL_TRUSTED, none, (log) -> log.trustsLocal() ? 1 : 0);
		meters.count(CacheMeter.LOG_GAPS, none, (log) -> log.counts().gaps());
		meters.count(CacheMeter.LOG_LOADS, none, (log) -> log.counts().loads());
		meters.count(CacheMeter.LOG_EPOCHS, none, (log) -> log.counts().epochs());
		meters.count(CacheMeter.LOG_UNREADABLE, none, (log) -> log.counts().unreadable());
		meters.count(CacheMeter.LOG_FAILURES, none, (log) -> log.counts().failures());
		meters.count(CacheMeter.MARKER_DROPS, none, FollowerState::drops);
	}

}
