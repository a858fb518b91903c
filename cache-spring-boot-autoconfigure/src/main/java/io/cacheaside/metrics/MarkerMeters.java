package io.cacheaside.metrics;

import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;

import io.cacheaside.Position;
import io.cacheaside.engine.marker.MarkerCounts;

/**
 * What this node knows to be invalidated.
 *
 * @param markers how much of which kind
 * @param end the end of the log, by which the age of the floor is told: both are the
 * server's times
 */
record MarkerMeters(Supplier<MarkerCounts> markers, Supplier<Position> end) implements MeterBinder {

	@Override
	public void bindTo(MeterRegistry registry) {
		PolledMeters<MarkerCounts> meters = new PolledMeters<>(registry, this.markers);
		kind(meters, "key", MarkerCounts::keys);
		kind(meters, "tag", MarkerCounts::tags);
		kind(meters, "prefix", MarkerCounts::prefixes);
		kind(meters, "glob", MarkerCounts::globs);
		kind(meters, "barrier", MarkerCounts::barriers);
		meters.count(CacheMeter.MARKER_FOLDS, Tags.empty(), MarkerCounts::folds);
		meters.time(CacheMeter.MARKER_FLOOR_AGE, this::floorAge);
	}

	private static void kind(PolledMeters<MarkerCounts> meters, String kind, ToDoubleFunction<MarkerCounts> count) {
		meters.gauge(CacheMeter.MARKERS, Tags.of("kind", kind), count);
	}

	private double floorAge(MarkerCounts counts) {
		Position now = this.end.get();
		return counts.floor()
			.filter((floor) -> floor.epoch() == now.epoch())
			.map((floor) -> (double) TimeUnit.MILLISECONDS.toNanos(Math.max(0, now.millis() - floor.millis())))
			.orElse(Double.NaN);
	}

}
