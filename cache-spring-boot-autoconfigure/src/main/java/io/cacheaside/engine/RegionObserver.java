package io.cacheaside.engine;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.cacheaside.CacheLayer;
import io.cacheaside.CacheOutcome;
import io.cacheaside.CacheSettings;
import io.cacheaside.TimeToLive;
import io.cacheaside.engine.use.KeyUses;
import io.cacheaside.key.CacheKey;

/**
 * Counts, times and records what one cache does, in one place, so that hits + misses =
 * calls cannot be broken elsewhere.
 */
final class RegionObserver {

	private static final Logger logger = LoggerFactory.getLogger(CacheRegion.class);

	private static final long WARN_INTERVAL_NANOS = Duration.ofSeconds(10).toNanos();

	final CacheStatistics statistics = new CacheStatistics();

	/** How a sample of the keys is used. */
	final KeyUses uses;

	private final String cacheName;

	private final EngineListener listener;

	private final OutcomeRecorder outcomes;

	private final LongSupplier nanoClock;

	private final RemoteOperations operations;

	private volatile long lastWarning;

	private volatile boolean warned;

	RegionObserver(CacheSettings settings, EngineListener listener, OutcomeRecorder outcomes,
			RemoteOperations operations) {
		this.cacheName = settings.name();
		this.listener = listener;
		this.outcomes = outcomes;
		this.operations = operations;
		this.nanoClock = operations.nanoClock();
		this.uses = new KeyUses(this.nanoClock);
	}

	<T extends Lookup> T answered(CacheKey key, T lookup) {
		count(key, lookup);
		if (lookup instanceof Lookup.Miss miss) {
			boolean invalidated = miss.reason() == MissReason.INVALIDATED || miss.reason() == MissReason.STALE;
			this.uses.missed(key.logical(), invalidated);
		}
		else if (lookup instanceof Lookup.Bypass) {
			this.uses.called(key.logical());
		}
		return lookup;
	}

	/**
	 * Counts a call that waited for what another call did. The value that it missed is
	 * not there any more, and a new one may be.
	 */
	void joined(CacheKey key, Lookup lookup) {
		count(key, lookup);
		if (!(lookup instanceof Lookup.Hit)) {
			this.uses.called(key.logical());
		}
	}

	private void count(CacheKey key, Lookup lookup) {
		if (lookup instanceof Lookup.Hit hit) {
			((hit.layer() == CacheLayer.LOCAL) ? this.statistics.localHits : this.statistics.remoteHits).increment();
			this.outcomes.hit(this.cacheName, key.logical(), hit.layer());
			this.uses.hit(key.logical());
			return;
		}
		boolean bypassed = lookup instanceof Lookup.Bypass;
		MissReason reason = (lookup instanceof Lookup.Miss miss) ? miss.reason() : MissReason.BYPASSED;
		this.statistics.missed(reason);
		this.outcomes.miss(key, bypassed ? CacheOutcome.Status.BYPASS : CacheOutcome.Status.MISS);
	}

	/**
	 * Notes a value that is about to be stored.
	 */
	void encoded(CacheKey key, byte[] entry, TimeToLive ttl) {
		this.uses.stored(key.logical(), entry, ttl);
	}

	/**
	 * Counts a call that was answered by a value past its time, after its miss.
	 */
	void stoodIn(CacheKey key) {
		this.statistics.standIns.increment();
		this.outcomes.miss(key, CacheOutcome.Status.STALE);
	}

	/**
	 * Tells of a hit that was found to be stale.
	 */
	void staleRead(Optional<Duration> age) {
		age.ifPresent((known) -> this.listener.staleRead(this.cacheName, known));
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

	/**
	 * A loader begins, on this thread.
	 */
	ObservedLoad loadBegins() {
		return new ObservedLoad(this.listener.loadAnnounced(this.cacheName));
	}

	<T> CompletionStage<T> timed(CacheOperation operation, Supplier<CompletionStage<T>> action) {
		return announce(operation).run(action);
	}

	/**
	 * Announces an operation that may have to wait for something else.
	 */
	RemoteOperations.Announced announce(CacheOperation operation) {
		return this.operations.announce(this.cacheName, operation);
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

	/** A loader that runs. */
	final class ObservedLoad {

		private final long start = now();

		private final ObservedWork work;

		private final ObservedWork.Scope scope;

		private ObservedLoad(ObservedWork work) {
			this.work = work;
			this.scope = work.begin();
		}

		/**
		 * For how long it has run.
		 */
		long nanos() {
			return now() - this.start;
		}

		/**
		 * It has left the thread on which it began, with or without its value.
		 */
		void left() {
			this.scope.close();
		}

		/**
		 * It has ended, on whatever thread.
		 */
		void ended(@Nullable Throwable failure) {
			CacheStatistics counts = RegionObserver.this.statistics;
			((failure == null) ? counts.loads : counts.failedLoads).increment();
			RegionObserver.this.listener.loadEnded(RegionObserver.this.cacheName, since(this.start));
			this.work.end(failure);
		}

	}

}
