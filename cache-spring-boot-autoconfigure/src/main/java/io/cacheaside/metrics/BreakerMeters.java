package io.cacheaside.metrics;

import java.util.function.Supplier;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;

import io.cacheaside.engine.BreakerState;
import io.cacheaside.engine.BreakerState.Phase;

/**
 * What the circuit breaker in front of Redis does.
 *
 * @param breaker its state now
 */
record BreakerMeters(Supplier<BreakerState> breaker) implements MeterBinder {

	@Override
	public void bindTo(MeterRegistry registry) {
		PolledMeters<BreakerState> meters = new PolledMeters<>(registry, this.breaker);
		meters.gauge(CacheMeter.BREAKER_OPEN, Tags.empty(), (state) -> (state.phase() != Phase.CLOSED) ? 1 : 0);
		meters.count(CacheMeter.BREAKER_TRANSITIONS, became(Phase.OPEN), BreakerState::opened);
		meters.count(CacheMeter.BREAKER_TRANSITIONS, became(Phase.HALF_OPEN), BreakerState::halfOpened);
		meters.count(CacheMeter.BREAKER_TRANSITIONS, became(Phase.CLOSED), BreakerState::closed);
	}

	private static Tags became(Phase phase) {
		return Tags.of("state", phase.label());
	}

}
