package io.cacheaside.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.cacheaside.CacheLayer;
import io.cacheaside.CacheSettings;
import io.cacheaside.CacheUnavailableException;
import io.cacheaside.InvalidationTarget;
import io.cacheaside.key.CacheKey;

/**
 * All caches of one application context, and the invalidations that span them. Safe for
 * use by many threads. No method throws because the remote tier is slow or gone; reads
 * turn into bypasses, and invalidations are kept until they are delivered.
 */
public final class CacheEngine implements Invalidator, AutoCloseable {

	private static final String ALL_CACHES = "*";

	private static final CacheKey PROBE = new CacheKey("cacheaside", "cacheaside:probe");

	private final EnginePorts ports;

	private final EngineListener listener;

	private final OutcomeRecorder outcomes;

	private final CacheDefinitions definitions;

	private final UnreachablePolicy onUnreachable;

	private final UndeliveredInvalidations undelivered;

	private final LongAdder failedInvalidations = new LongAdder();

	private final LongAdder patternInvalidations = new LongAdder();

	private final LongAdder tagInvalidations = new LongAdder();

	private final ConcurrentMap<String, CacheRegion> regions = new ConcurrentHashMap<>();

	/**
	 * Creates the engine.
	 * @param ports what it stands on
	 * @param definitions which caches may exist, with which settings and codecs
	 * @param onUnreachable what an invalidation does that cannot be delivered
	 * @param listener hears what the engine does
	 * @param outcomes keeps the outcomes of single calls
	 */
	public CacheEngine(EnginePorts ports, CacheDefinitions definitions, UnreachablePolicy onUnreachable,
			EngineListener listener, OutcomeRecorder outcomes) {
		this.ports = ports;
		this.definitions = definitions;
		this.onUnreachable = onUnreachable;
		this.listener = listener;
		this.outcomes = outcomes;
		this.undelivered = new UndeliveredInvalidations(this::carryOut, ports.scheduler());
	}

	/**
	 * The cache of a name, made on demand.
	 * @param name the name
	 * @return the cache
	 * @throws IllegalArgumentException if a cache of this name may not exist
	 */
	public CacheRegion region(String name) {
		CacheRegion region = this.regions.get(name);
		return (region != null) ? region : addRegion(name);
	}

	/**
	 * The caches that exist so far.
	 * @return an unmodifiable copy
	 */
	public Collection<CacheRegion> regions() {
		return List.copyOf(this.regions.values());
	}

	/**
	 * How many invalidations the remote tier has not acknowledged.
	 * @return the count; 0 in normal operation
	 */
	public int undeliveredInvalidations() {
		return this.undelivered.size();
	}

	/**
	 * Invalidations by pattern, which span caches.
	 * @return the count since start-up
	 */
	public long patternInvalidations() {
		return this.patternInvalidations.sum();
	}

	/**
	 * Invalidations by tag, which span caches.
	 * @return the count since start-up
	 */
	public long tagInvalidations() {
		return this.tagInvalidations.sum();
	}

	/**
	 * How many invalidations failed to be delivered at their first attempt. Each is kept
	 * and retried.
	 * @return the count since start-up
	 */
	public long failedInvalidations() {
		return this.failedInvalidations.sum();
	}

	/**
	 * Whether the remote tier can be read: there is a connection, and every invalidation
	 * of this node is delivered.
	 * @return whether reads ask the remote tier
	 */
	public boolean isRemoteTrusted() {
		return this.undelivered.isEmpty() && this.ports.remote().isConnected();
	}

	/**
	 * Gives a result to the application on a thread that may block, since stages of the
	 * engine complete on threads of the driver.
	 * @param stage the result
	 * @param <T> its type
	 * @return a future with the same outcome, failures unwrapped
	 */
	public <T extends @Nullable Object> CompletableFuture<T> handOver(CompletionStage<T> stage) {
		return Handover.on(this.ports.executor(), stage);
	}

	/** Tells what is lost because the application stops. The ports are their owner's. */
	@Override
	public void close() {
		this.undelivered.close();
	}

	/**
	 * Asks the remote tier for an entry that nobody stores, to see whether it answers.
	 * @return how long it took; fails if it does not answer
	 */
	public CompletionStage<Duration> probe() {
		long start = this.ports.nanoClock().getAsLong();
		return this.ports.remote()
			.read(PROBE)
			.thenApply((nothing) -> Duration.ofNanos(this.ports.nanoClock().getAsLong() - start));
	}

	@Override
	public CompletionStage<Void> invalidate(Invalidation invalidation) {
		return invalidateCounting(invalidation).thenApply((count) -> null);
	}

	/**
	 * Invalidates, and tells how many remote entries were removed: 0 if that is not known
	 * because the invalidation was kept for later.
	 */
	CompletionStage<Long> invalidateCounting(Invalidation invalidation) {
		invalidation.targets().forEach(this::count);
		invalidation.targets().forEach(this.ports.local()::invalidate);
		CompletionStage<Long> done = this.undelivered.isEmpty() ? carryOut(invalidation) : CompletableFuture
			.failedFuture(new RemoteTierDisconnectedException("earlier invalidations are not delivered yet"));
		return done.exceptionallyCompose((failure) -> keep(invalidation, Await.unwrap(failure)));
	}

	/**
	 * Keeps an invalidation that the remote tier did not acknowledge.
	 */
	CompletionStage<Long> keep(Invalidation invalidation, Throwable failure) {
		this.failedInvalidations.increment();
		this.undelivered.add(invalidation, failure);
		if (this.onUnreachable == UnreachablePolicy.FAIL) {
			return CompletableFuture
				.failedFuture(new CacheUnavailableException("Redis has not acknowledged the invalidation of "
						+ invalidation.targets() + "; it is in force on this node and is retried", failure));
		}
		return CompletableFuture.completedFuture(0L);
	}

	private void count(InvalidationTarget target) {
		if (target instanceof InvalidationTarget.Key key) {
			countIfExists(key.cacheName(), true);
		}
		else if (target instanceof InvalidationTarget.WholeCache whole) {
			countIfExists(whole.cacheName(), false);
		}
		else {
			((target instanceof InvalidationTarget.Tag) ? this.tagInvalidations : this.patternInvalidations)
				.increment();
		}
	}

	private void countIfExists(String cacheName, boolean single) {
		CacheRegion region = this.regions.get(cacheName);
		if (region != null) {
			(single ? region.statistics().evictions : region.statistics().clears).increment();
		}
	}

	private CompletionStage<Long> carryOut(Invalidation invalidation) {
		return this.ports.log().append(invalidation).thenCompose((position) -> remove(invalidation));
	}

	private CompletionStage<Long> remove(Invalidation invalidation) {
		List<CacheKey> keys = new ArrayList<>();
		List<InvalidationTarget> others = new ArrayList<>();
		for (InvalidationTarget target : invalidation.targets()) {
			if (target instanceof InvalidationTarget.Key key) {
				keys.add(new CacheKey(key.cacheName(), key.logicalKey()));
			}
			else {
				others.add(target);
			}
		}
		CompletionStage<Long> removed = CompletableFuture.completedFuture(0L);
		if (!keys.isEmpty()) {
			removed = timed(commonCacheName(keys), CacheOperation.EVICT, () -> this.ports.remote().delete(keys));
		}
		for (InvalidationTarget other : others) {
			String cacheName = (other instanceof InvalidationTarget.WholeCache whole) ? whole.cacheName() : ALL_CACHES;
			removed = removed.thenCompose((before) -> timed(cacheName, CacheOperation.SWEEP,
					() -> this.ports.remote().sweep(other).thenApply((count) -> before + count)));
		}
		return removed;
	}

	private static String commonCacheName(List<CacheKey> keys) {
		String first = keys.get(0).cacheName();
		return keys.stream().allMatch((key) -> key.cacheName().equals(first)) ? first : ALL_CACHES;
	}

	private <T> CompletionStage<T> timed(String cacheName, CacheOperation operation,
			Supplier<CompletionStage<T>> action) {
		long start = this.ports.nanoClock().getAsLong();
		return action.get()
			.whenComplete((result, failure) -> this.listener.operationEnded(cacheName, CacheLayer.REMOTE, operation,
					Duration.ofNanos(this.ports.nanoClock().getAsLong() - start)));
	}

	private CacheRegion addRegion(String name) {
		CacheRegion created = createRegion(name);
		CacheRegion earlier = this.regions.putIfAbsent(name, created);
		if (earlier != null) {
			return earlier;
		}
		// Told once it can be found, since a listener may ask for it.
		this.listener.cacheCreated(created.settings(), created.statistics());
		return created;
	}

	private CacheRegion createRegion(String name) {
		CacheSettings settings = this.definitions.settings(name);
		EntryCodec entries = new EntryCodec(settings, this.definitions.codec(name), this.ports.log(),
				this.ports.random());
		RegionObserver observer = new RegionObserver(settings, this.listener, this.outcomes, this.ports.nanoClock());
		return new CacheRegion(this, settings, entries, this.ports, observer);
	}

}
