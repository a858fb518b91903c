package io.cacheaside.metrics;

import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;

import io.cacheaside.engine.queue.QueueStatistics;
import io.cacheaside.engine.queue.Taken;

/**
 * How the writes that wait for their source stand. How many they are, the elected node
 * knows; on the others it is not a number.
 *
 * @param caches what this node did for each cache, by name
 */
public record WriteBehindMeters(Supplier<Map<String, QueueStatistics>> caches) implements MeterBinder {

	@Override
	public void bindTo(MeterRegistry registry) {
		this.caches.get().forEach((name, statistics) -> {
			PolledMeters<QueueStatistics> meters = new PolledMeters<>(registry, () -> statistics);
			Tags cache = Tags.of("cache", name);
			meters.gauge(CacheMeter.QUEUED_WRITES, cache, seen(Taken::length));
			meters.time(CacheMeter.QUEUE_AGE, cache, seen((taken) -> taken.oldest().toNanos()));
			meters.gauge(CacheMeter.DEAD_LETTERS, cache, seen(Taken::deadLetters));
			meters.gauge(CacheMeter.KEPT_WRITES, cache, QueueStatistics::kept);
			meters.count(CacheMeter.LATE_WRITES, cache, QueueStatistics::written);
			meters.count(CacheMeter.WRITE_RETRIES, cache, QueueStatistics::retries);
		});
	}

	private static ToDoubleFunction<QueueStatistics> seen(ToDoubleFunction<Taken> figure) {
		return (statistics) -> {
			Taken seen = statistics.seen();
			return (seen != null) ? figure.applyAsDouble(seen) : Double.NaN;
		};
	}

}
