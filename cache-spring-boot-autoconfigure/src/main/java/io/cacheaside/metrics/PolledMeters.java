package io.cacheaside.metrics;

import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.BaseUnits;

/**
 * Registers meters whose values are read from one source when they are scraped. A meter
 * keeps its source alive, so that it never falls silent: Micrometer alone refers to it
 * weakly. Registering a meter again changes nothing. Safe for use by many threads.
 *
 * @param registry where the meters go
 * @param source what is read, anew for each value
 * @param <S> its type
 */
record PolledMeters<S>(MeterRegistry registry, Supplier<S> source) {

	/**
	 * A count that grows.
	 * @param meter which one
	 * @param tags its labels
	 * @param value reads it
	 */
	void count(CacheMeter meter, Tags tags, ToDoubleFunction<S> value) {
		FunctionCounter.builder(meter.meterName(), this.source, polled(value))
			.description(meter.description())
			.tags(tags)
			.register(this.registry);
	}

	/**
	 * A figure that goes up and down.
	 * @param meter which one
	 * @param tags its labels
	 * @param value reads it; not a number where there is none
	 */
	void gauge(CacheMeter meter, Tags tags, ToDoubleFunction<S> value) {
		Gauge.builder(meter.meterName(), this.source, polled(value))
			.description(meter.description())
			.baseUnit((meter.kind() == CacheMeter.Kind.BYTES) ? BaseUnits.BYTES : null)
			.tags(tags)
			.register(this.registry);
	}

	/**
	 * A length of time that goes up and down.
	 * @param meter which one
	 * @param nanos reads it, in nanoseconds; not a number where there is none
	 */
	void time(CacheMeter meter, ToDoubleFunction<S> nanos) {
		time(meter, Tags.empty(), nanos);
	}

	/**
	 * A length of time that goes up and down.
	 * @param meter which one
	 * @param tags its labels
	 * @param nanos reads it, in nanoseconds; not a number where there is none
	 */
	void time(CacheMeter meter, Tags tags, ToDoubleFunction<S> nanos) {
		TimeGauge.builder(meter.meterName(), this.source, TimeUnit.NANOSECONDS, polled(nanos))
			.description(meter.description())
			.tags(tags)
			.register(this.registry);
	}

	/** Holds the source, as a meter holds its function. */
	private ToDoubleFunction<Supplier<S>> polled(ToDoubleFunction<S> value) {
		Supplier<S> held = this.source;
		return (same) -> value.applyAsDouble(held.get());
	}

}
