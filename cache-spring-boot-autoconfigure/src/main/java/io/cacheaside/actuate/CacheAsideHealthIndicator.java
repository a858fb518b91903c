package io.cacheaside.actuate;

import java.time.Duration;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

import io.cacheaside.engine.Await;
import io.cacheaside.engine.CacheEngine;

/**
 * Whether the cache helps: down while Redis does not answer, since every call then goes
 * to its loader; up with {@code state: degraded} while invalidations wait to be
 * delivered, since this node does not read from Redis until then.
 */
public final class CacheAsideHealthIndicator extends AbstractHealthIndicator {

	private final CacheEngine engine;

	/**
	 * Creates the indicator.
	 * @param engine the engine
	 */
	public CacheAsideHealthIndicator(CacheEngine engine) {
		super("The cache's remote tier does not answer");
		this.engine = engine;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		int undelivered = this.engine.undeliveredInvalidations();
		builder.withDetail("undeliveredInvalidations", undelivered).withDetail("caches", this.engine.regions().size());
		try {
			Duration latency = Await.await(this.engine.probe());
			builder.up()
				.withDetail("state", (undelivered == 0) ? "healthy" : "degraded")
				.withDetail("remoteLatency", latency.toNanos() / 1_000 + "us");
		}
		catch (RuntimeException ex) {
			builder.down(ex).withDetail("state", "bypassed");
		}
	}

}
