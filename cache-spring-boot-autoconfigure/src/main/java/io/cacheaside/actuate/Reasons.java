package io.cacheaside.actuate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

import io.cacheaside.engine.RemoteMemory;
import io.cacheaside.engine.queue.Taken;

/** Finds out why the cache helps less than it could. */
final class Reasons {

	/** Of each kind, so that health stays readable. */
	private static final int NAMED_CACHES = 10;

	private final CacheCondition condition;

	private final HealthThresholds thresholds;

	private final List<Reason> found = new ArrayList<>();

	private Reasons(CacheCondition condition, HealthThresholds thresholds) {
		this.condition = condition;
		this.thresholds = thresholds;
	}

	/**
	 * The reasons of a condition, what matters most first.
	 * @return empty if there is none
	 */
	static List<Reason> of(CacheCondition condition, HealthThresholds thresholds) {
		Reasons reasons = new Reasons(condition, thresholds);
		reasons.coherence();
		reasons.writes();
		condition.memory().ifPresent(reasons::memory);
		condition.traffic().ifPresent(reasons::traffic);
		return List.copyOf(reasons.found);
	}

	private void coherence() {
		if (this.condition.undelivered() > 0) {
			add(HealthReason.UNDELIVERED, this.condition.undelivered(), 0);
		}
		if (!this.condition.log().trustsRemote()) {
			long nanos = this.condition.log().proofAgeNanos();
			this.found.add(new Reason(HealthReason.NOT_CURRENT,
					(nanos >= 0) ? Reason.millis(Duration.ofNanos(nanos)) : "never proved", null));
		}
		Duration lag = Duration.ofMillis(this.condition.log().lagMillis());
		if (lag.compareTo(this.thresholds.logLag()) > 0) {
			add(HealthReason.LOG_LAG, Reason.millis(lag), Reason.millis(this.thresholds.logLag()));
		}
		this.condition.markers()
			.floor()
			.map(Texts::of)
			.ifPresent((floor) -> this.found.add(new Reason(HealthReason.FOLDED, floor, null)));
	}

	private void writes() {
		if (!this.condition.kept().isEmpty()) {
			add(HealthReason.KEPT_WRITES, this.condition.kept(), 0);
		}
		Map<String, Object> dead = ofCaches((taken) -> taken.deadLetters() > 0, Taken::deadLetters);
		if (!dead.isEmpty()) {
			add(HealthReason.DEAD_LETTERS, dead, 0);
		}
		Duration limit = this.thresholds.writeAge();
		Map<String, Object> late = ofCaches((taken) -> taken.oldest().compareTo(limit) > 0,
				(taken) -> Reason.millis(taken.oldest()));
		if (!late.isEmpty()) {
			add(HealthReason.WRITE_AGE, late, Reason.millis(limit));
		}
		if (this.condition.outbox().waiting() > 0) {
			add(HealthReason.OUTBOX, this.condition.outbox().waiting(), 0);
		}
	}

	private Map<String, Object> ofCaches(Predicate<Taken> reason, Function<Taken, Object> measured) {
		Map<String, Object> caches = new LinkedHashMap<>();
		this.condition.writes().forEach((cache, taken) -> {
			if (reason.test(taken)) {
				caches.put(cache, measured.apply(taken));
			}
		});
		return caches;
	}

	private void memory(RemoteMemory memory) {
		if (memory.fullest() > this.thresholds.memory()) {
			add(HealthReason.MEMORY, Reason.share(memory.fullest()), this.thresholds.memory());
		}
	}

	private void traffic(Traffic traffic) {
		Map<String, Object> cold = hitRates(traffic);
		if (!cold.isEmpty()) {
			add(HealthReason.HIT_RATE, cold, this.thresholds.hitRate());
		}
		Traffic.Operations operations = traffic.operations();
		if (operations.count() >= this.thresholds.minimumCalls()) {
			operations.errorRate()
				.stream()
				.filter((rate) -> rate > this.thresholds.errorRate())
				.forEach((rate) -> add(HealthReason.ERROR_RATE, Reason.share(rate), this.thresholds.errorRate()));
			operations.latency()
				.filter((mean) -> mean.compareTo(this.thresholds.latency()) > 0)
				.ifPresent((mean) -> add(HealthReason.LATENCY, Reason.millis(mean),
						Reason.millis(this.thresholds.latency())));
		}
		if (traffic.calls().stores() >= this.thresholds.minimumCalls()) {
			traffic.evictions()
				.stream()
				.filter((share) -> share > this.thresholds.evictions())
				.forEach((share) -> add(HealthReason.EVICTIONS, Reason.share(share), this.thresholds.evictions()));
		}
	}

	/** Of the caches that answer too few of their calls, the worst first. */
	private Map<String, Object> hitRates(Traffic traffic) {
		Map<String, Double> rates = new LinkedHashMap<>();
		traffic.caches().forEach((cache, calls) -> {
			double rate = calls.hitRate().orElse(1);
			if (calls.count() >= this.thresholds.minimumCalls() && rate < this.thresholds.hitRate()) {
				rates.put(cache, rate);
			}
		});
		Map<String, Object> worst = new LinkedHashMap<>();
		rates.entrySet()
			.stream()
			.sorted(Map.Entry.comparingByValue())
			.limit(NAMED_CACHES)
			.forEach((cache) -> worst.put(cache.getKey(), Reason.share(cache.getValue())));
		return worst;
	}

	private void add(HealthReason reason, Object measured, Object threshold) {
		this.found.add(new Reason(reason, measured, threshold));
	}

}
