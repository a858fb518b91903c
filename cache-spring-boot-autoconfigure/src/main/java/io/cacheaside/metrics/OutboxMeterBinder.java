package io.cacheaside.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;

import io.cacheaside.engine.InvalidationOutbox;
import io.cacheaside.engine.OutboxStatistics;

/** The meters of the outbox, where there is one. They keep it alive. */
public final class OutboxMeterBinder implements MeterBinder {

	private final InvalidationOutbox outbox;

	/**
	 * Creates the binder.
	 * @param outbox the outbox
	 */
	public OutboxMeterBinder(InvalidationOutbox outbox) {
		this.outbox = outbox;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		PolledMeters<OutboxStatistics> meters = new PolledMeters<>(registry, this.outbox::statistics);
		meters.gauge(CacheMeter.OUTBOX_WAITING, Tags.empty(),
				(statistics) -> (statistics.waiting() >= 0) ? statistics.waiting() : Double.NaN);
		meters.count(CacheMeter.OUTBOX_DRAINED, Tags.empty(), OutboxStatistics::drained);
		meters.count(CacheMeter.OUTBOX_UNCOVERED, Tags.empty(), OutboxStatistics::uncovered);
	}

}
