package io.cacheaside.engine;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.cacheaside.CacheLayer;
import io.cacheaside.CacheOutcome;
import io.cacheaside.CacheSettings;
import io.cacheaside.key.CacheKey;

/**
 * Counts, times and records what one cache does, in one place, so that hits + misses =
 * calls cannot be broken elsewhere.
 */
final class RegionObserver {

	private static final Logger logger = LoggerFactory.getLogger(CacheRegion.class);

	private static final long WARN_INTERVAL_NANOS = Duration.ofSeconds(10).toNanos();

	final CacheStatistics statistics = new CacheStatistics();

	private final String cacheName;

	private final EngineListener listener;

	private final OutcomeRecorder outcomes;

	private final LongSupplier nanoClock;

	private volatile long lastWarning;

	private volatile boolean warned;

	RegionObserver(CacheSettings settings, EngineListener listener, OutcomeRecorder outcomes, LongSupplier nanoClock) {
		this.cacheName = settings.name();
		this.listener = listener;
		this.outcomes = outcomes;
		this.nanoClock = nanoClock;
	}

	<T extends Lookup> T answered(CacheKey key, T lookup) {
		if (lookup instanceof Lookup.Hit hit) {
			((hit.layer() == CacheLayer.LOCAL) ? this.statistics.localHits : this.statistics.remoteHits).increment();
			this.outcomes.hit(this.cacheName, key.logical(), hit.layer());
			return lookup;
		}
		boolean bypassed = lookup instanceof Lookup.Bypass;
		this.statistics.missed((lookup instanceof Lookup.Miss miss) ? miss.reason() : MissReason.BYPASSED);
		this.outcomes.miss(key, bypassed ? CacheOutcome.Status.BYPASS : CacheOutcome.Status.MISS);
		return lookup;
	}

	/**
	 * Counts a call that was answered by a value past its time, after its miss.
	 */
	void stoodIn(CacheKey key) {
		this.statistics.standIns.increment();
		this.outcomes.miss(key, CacheOutcome.Status.STALE);
	}

	void refreshed(boolean successful) {
		(successful ? this.statistics.refreshes : this.statistics.failedRefreshes).increment();
	}

	OutcomeRecorder outcomes() {
		return this.outcomes;
	}

	long now() {
		return this.nanoClock.getAsLong();
	}

	Duration since(long start) {
		return Duration.ofNanos(this.nanoClock.getAsLong() - start);
	}

	void loadEnded(long start, boolean successful) {
		(successful ? this.statistics.loads : this.statistics.failedLoads).increment();
		this.listener.loadEnded(this.cacheName, since(start));
	}

	<T> CompletionStage<T> timed(CacheOperation operation, Supplier<CompletionStage<T>> action) {
		long start = now();
		return action.get()
			.whenComplete((result, failure) -> this.listener.operationEnded(this.cacheName, CacheLayer.REMOTE,
					operation, since(start)));
	}

	/**
	 * Counts a failed remote operation, and tells of it at most every ten seconds.
	 */
	void failed(CacheOperation operation, Throwable failure) {
		this.statistics.failures.increment();
		warn("Cache '{}': {} failed, going on without: {}", operation.label(), Await.unwrap(failure).toString());
	}

	/**
	 * Warns at most every ten seconds, so that an outage does not fill the disk.
	 * @param message a format whose first placeholder is the cache's name
	 */
	void warn(String message, String first, String second) {
		long now = now();
		if (!this.warned || now - this.lastWarning >= WARN_INTERVAL_NANOS) {
			this.lastWarning = now;
			this.warned = true;
			logger.warn(message, this.cacheName, first, second);
		}
	}

}
