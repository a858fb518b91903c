package io.cacheaside.metrics;

import java.util.Map;
import java.util.function.Supplier;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * How far each warmer has come at the start of this node.
 *
 * @param warmers tells it, by the names of warmers
 */
public record WarmupMeters(Map<String, Supplier<Standing>> warmers) implements MeterBinder {

	@Override
	public void bindTo(MeterRegistry registry) {
		this.warmers.forEach((name, standing) -> {
			PolledMeters<Standing> meters = new PolledMeters<>(registry, standing);
			Tags warmer = Tags.of("warmer", name);
			meters.gauge(CacheMeter.WARMUP_DONE, warmer, Standing::done);
			meters.gauge(CacheMeter.WARMUP_EXPECTED, warmer, (now) -> (now.total() >= 0) ? now.total() : Double.NaN);
			meters.gauge(CacheMeter.WARMUP_RUNNING, warmer, (now) -> now.running() ? 1 : 0);
		});
	}

	/**
	 * How far a warmer is.
	 *
	 * @param done how many elements are done, those of other nodes included
	 * @param total how many there are, negative if it is not known
	 * @param running whether it is under way
	 */
	public record Standing(long done, long total, boolean running) {

	}

}
