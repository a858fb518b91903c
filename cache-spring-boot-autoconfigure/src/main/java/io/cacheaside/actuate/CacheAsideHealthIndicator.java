package io.cacheaside.actuate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

import io.cacheaside.engine.Await;
import io.cacheaside.engine.BreakerState;
import io.cacheaside.engine.InvalidationOutbox;
import io.cacheaside.engine.RemoteMemory;

/**
 * Whether the cache helps. Down while Redis does not answer, since every call then goes
 * to its loader. Otherwise up, with a {@code state} that tells whether all of it helps:
 * {@code loading} before this node knows what is invalidated, {@code degraded} if there
 * are {@code reasons}, else {@code healthy}.
 */
public final class CacheAsideHealthIndicator extends AbstractHealthIndicator {

	private final HealthSources sources;

	private final HealthThresholds thresholds;

	private final TrafficWindow window;

	/**
	 * Creates the indicator.
	 * @param sources what health is told from
	 * @param thresholds from when on the cache counts as degraded
	 * @param window what went through the caches lately
	 */
	public CacheAsideHealthIndicator(HealthSources sources, HealthThresholds thresholds, TrafficWindow window) {
		super("The cache's remote tier does not answer");
		this.sources = sources;
		this.thresholds = thresholds;
		this.window = window;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		CompletionStage<Optional<RemoteMemory>> asked = this.sources.memory();
		Duration latency;
		Optional<RemoteMemory> memory;
		try {
			latency = Await.await(this.sources.engine().probe());
			memory = Await.await(asked);
		}
		catch (RuntimeException ex) {
			bypassed(builder, ex);
			return;
		}
		CacheCondition condition = condition(memory);
		List<Reason> reasons = Reasons.of(condition, this.thresholds);
		builder.up()
			.withDetail("state", state(condition, reasons))
			.withDetail("remoteLatency", latency.toNanos() / 1_000 + "us");
		describe(builder, condition, reasons);
	}

	private void bypassed(Health.Builder builder, RuntimeException failure) {
		CacheCondition condition = condition(Optional.empty());
		List<Reason> reasons = new ArrayList<>(List.of(unanswered(failure)));
		reasons.addAll(Reasons.of(condition, this.thresholds));
		builder.down(failure).withDetail("state", "bypassed");
		describe(builder, condition, reasons);
	}

	private CacheCondition condition(Optional<RemoteMemory> memory) {
		return CacheCondition.of(this.sources, memory, this.window.last(memory));
	}

	private Reason unanswered(RuntimeException failure) {
		BreakerState.Phase breaker = this.sources.engine().breaker().phase();
		return (breaker != BreakerState.Phase.CLOSED) ? new Reason(HealthReason.BREAKER_OPEN, breaker.label(), null)
				: new Reason(HealthReason.UNREACHABLE, failure.getClass().getSimpleName(), null);
	}

	private static String state(CacheCondition condition, List<Reason> reasons) {
		if (condition.log().loading()) {
			return "loading";
		}
		return reasons.isEmpty() ? "healthy" : "degraded";
	}

	private void describe(Health.Builder builder, CacheCondition condition, List<Reason> reasons) {
		builder.withDetail("reasons", reasons.stream().map(Reason::details).toList())
			.withDetail("undeliveredInvalidations", condition.undelivered())
			.withDetail("breaker", this.sources.engine().breaker().phase().label())
			.withDetail("caches", this.sources.engine().regions().size())
			.withDetail("log", ConditionDetails.of(condition.log()))
			.withDetail("markers", ConditionDetails.of(condition.markers()));
		if (this.sources.outbox() != InvalidationOutbox.NONE) {
			builder.withDetail("outbox", ConditionDetails.of(condition.outbox()));
		}
		Map<String, Object> writes = ConditionDetails.of(condition.writes(), condition.kept());
		if (!writes.isEmpty()) {
			builder.withDetail("writes", writes);
		}
		condition.memory().ifPresent((memory) -> builder.withDetail("memory", ConditionDetails.of(memory)));
		condition.traffic().ifPresent((traffic) -> builder.withDetail("window", ConditionDetails.of(traffic)));
	}

}
