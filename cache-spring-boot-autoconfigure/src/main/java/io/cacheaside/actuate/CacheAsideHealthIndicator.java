package io.cacheaside.actuate;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

import io.cacheaside.engine.Await;
import io.cacheaside.engine.CacheEngine;
import io.cacheaside.engine.InvalidationOutbox;
import io.cacheaside.engine.OutboxStatistics;

/**
 * Whether the cache helps. Down while Redis does not answer, since every call then goes
 * to its loader. Otherwise up, with a {@code state} that tells whether all of it helps:
 * {@code degraded} while invalidations wait to be delivered, this node cannot tell
 * whether it is current, or markers were folded into a floor; {@code loading} before it
 * knows what is invalidated.
 */
public final class CacheAsideHealthIndicator extends AbstractHealthIndicator {

	private final CacheEngine engine;

	private final InvalidationOutbox outbox;

	/**
	 * Creates the indicator.
	 * @param engine the engine
	 * @param outbox keeps what transactions invalidate, or
	 * {@link InvalidationOutbox#NONE}
	 */
	public CacheAsideHealthIndicator(CacheEngine engine, InvalidationOutbox outbox) {
		super("The cache's remote tier does not answer");
		this.engine = engine;
		this.outbox = outbox;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		CacheCondition condition = CacheCondition.of(this.engine);
		builder.withDetail("undeliveredInvalidations", condition.undelivered())
			.withDetail("breaker", this.engine.breaker().phase().label())
			.withDetail("caches", this.engine.regions().size())
			.withDetail("log", condition.logDetails())
			.withDetail("markers", condition.markerDetails());
		if (this.outbox != InvalidationOutbox.NONE) {
			builder.withDetail("outbox", outboxDetails(this.outbox.statistics()));
		}
		try {
			Duration latency = Await.await(this.engine.probe());
			builder.up()
				.withDetail("state", condition.state())
				.withDetail("remoteLatency", latency.toNanos() / 1_000 + "us");
		}
		catch (RuntimeException ex) {
			builder.down(ex).withDetail("state", "bypassed");
		}
	}

	/** What waits is left out where another node looks. */
	private static Map<String, Object> outboxDetails(OutboxStatistics statistics) {
		Map<String, Object> details = new LinkedHashMap<>();
		if (statistics.waiting() >= 0) {
			details.put("waiting", statistics.waiting());
		}
		details.put("drained", statistics.drained());
		details.put("uncovered", statistics.uncovered());
		return details;
	}

}
