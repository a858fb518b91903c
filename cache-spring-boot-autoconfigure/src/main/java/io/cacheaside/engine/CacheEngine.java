package io.cacheaside.engine;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.cacheaside.CacheSettings;
import io.cacheaside.InvalidationTarget;
import io.cacheaside.engine.log.FollowerState;
import io.cacheaside.engine.log.LogFollower;
import io.cacheaside.engine.log.LogListeners;
import io.cacheaside.engine.log.RecentLog;
import io.cacheaside.engine.marker.MarkerCounts;
import io.cacheaside.engine.marker.MarkerIndex;

/**
 * All caches of one application context, and the invalidations that span them. Safe for
 * use by many threads. No method throws because the remote tier is slow or gone; reads
 * turn into bypasses, and invalidations are kept until they are delivered.
 */
public final class CacheEngine implements Invalidator, AutoCloseable {

	private final EnginePorts ports;

	private final EngineListener listener;

	private final RemoteOperations operations;

	private final OutcomeRecorder outcomes;

	private final CacheDefinitions definitions;

	private final Coherence coherence;

	private final Invalidations invalidations;

	private final MarkerSweeper sweeper;

	private final InvalidationWatch watch;

	private final CacheInspection inspection;

	private final AtomicBoolean closed = new AtomicBoolean();

	private final LoadFrames frames = new LoadFrames();

	private final BackgroundLoads backgroundLoads;

	private final LongAdder patternInvalidations = new LongAdder();

	private final LongAdder tagInvalidations = new LongAdder();

	private final ConcurrentMap<String, CacheRegion> regions = new ConcurrentHashMap<>();

	/**
	 * Creates the engine. Until it is {@linkplain #start() started}, nothing cached is
	 * used.
	 * @param ports what it stands on
	 * @param definitions which caches may exist, with which settings and codecs
	 * @param settings how invalidations reach this node
	 * @param listener hears what the engine does
	 * @param outcomes keeps the outcomes of single calls
	 */
	public CacheEngine(EnginePorts ports, CacheDefinitions definitions, CoherenceSettings settings,
			EngineListener listener, OutcomeRecorder outcomes) {
		this.ports = ports;
		this.backgroundLoads = new BackgroundLoads(ports);
		this.definitions = definitions;
		this.listener = listener;
		this.operations = new RemoteOperations(listener, ports.nanoClock());
		this.outcomes = outcomes;
		MarkerIndex index = new MarkerIndex(settings.maximumMarkers(), ports.random().nextLong());
		LogFollower.Runtime runtime = new LogFollower.Runtime(ports.scheduler(), ports.executor(), ports.nanoClock());
		LogListeners listeners = new LogListeners();
		RecentLog recent = new RecentLog(ports.nanoClock());
		listeners.add(recent);
		listeners.add(new Propagation(ports.log(), listener));
		LogFollower follower = new LogFollower(ports.log(), index,
				new LocalTierPurge(this.regions.values(), index, ports.nanoClock()),
				new LogFollower.Settings(settings.maxStaleness(), settings.outageStaleness(), settings.logRetention()),
				runtime, listeners);
		this.coherence = new Coherence(index, follower, new Dependents(index, follower), ports.transactions(), settings,
				ports.nanoClock());
		this.invalidations = new Invalidations(ports, this.coherence, this.operations);
		this.watch = new InvalidationWatch(ports, this.coherence, this.regions::get, this.regions::values,
				this::isRemoteTrusted);
		if (settings.watch().invalidations() > 0) {
			listeners.add(this.watch);
		}
		this.inspection = new CacheInspection(ports, this.coherence, this::regions, recent);
		String node = Long.toHexString(ports.random().nextLong());
		this.sweeper = new MarkerSweeper(ports.log(), follower, index, ports.remote(), new MarkerSweeper.Settings(node,
				settings.sweep().interval(), settings.maxLoadAge().plus(settings.maxStaleness())), runtime);
	}

	/** Begins to follow the log. Called once; returns at once. */
	public void start() {
		this.coherence.follower().start();
		if (this.coherence.settings().sweep().enabled()) {
			this.sweeper.start();
		}
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
	 * What is known now; to be captured before a source is read.
	 * @return the capture, transactions aside
	 */
	public LoadStart capture() {
		return this.coherence.capture();
	}

	/**
	 * How many invalidations the remote tier has not acknowledged.
	 * @return the count; 0 in normal operation
	 */
	public int undeliveredInvalidations() {
		return this.invalidations.undelivered();
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
		return this.invalidations.failed();
	}

	/**
	 * How this node stands to the invalidation log.
	 * @return the state now
	 */
	public FollowerState log() {
		return this.coherence.follower().state();
	}

	/**
	 * What this node knows to be invalidated.
	 * @return how much of which kind
	 */
	public MarkerCounts markers() {
		return this.coherence.index().counts();
	}

	/**
	 * What this node did to give the memory of what was invalidated back.
	 * @return the counts
	 */
	public SweepStatistics sweeps() {
		return this.sweeper.statistics();
	}

	/**
	 * What checking invalidations after they were in force has shown.
	 * @return the counts, which go on counting
	 */
	public InvalidationChecks invalidationChecks() {
		return this.watch.checks();
	}

	/**
	 * What this node did with the remote tier.
	 * @return the counts, which go on counting
	 */
	public OperationStatistics operations() {
		return this.operations.statistics();
	}

	/**
	 * What people look at who want to know why.
	 * @return looks on request, and never on the way of a call
	 */
	public CacheInspection inspection() {
		return this.inspection;
	}

	/**
	 * How the circuit breaker in front of the remote tier stands.
	 * @return the state now
	 */
	public BreakerState breaker() {
		return this.ports.remote().breaker();
	}

	/**
	 * Tells when this node has loaded the log for the first time; before, nothing cached
	 * is used.
	 * @return completes then
	 */
	public CompletionStage<Void> loaded() {
		return this.coherence.follower().loaded();
	}

	/**
	 * Whether the remote tier can be read: there is a connection, and every invalidation
	 * of this node is delivered.
	 * @return whether reads ask the remote tier
	 */
	public boolean isRemoteTrusted() {
		return this.invalidations.areDelivered() && this.ports.remote().isConnected();
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

	/**
	 * Runs what may block, and was begun on a thread that may not.
	 * @param task the task
	 */
	public void handOver(Runnable task) {
		Handover.run(this.ports.executor(), task);
	}

	/**
	 * Ends what is under way, since the application stops: the loads that run on threads
	 * of their own, of which none begins from now on, and the committed writes that are
	 * kept. Loads that have not ended in time are cancelled, and whoever waits for them
	 * gets an exception that says so.
	 * @param grace how long they have
	 * @return completes when all have ended, or the leases of the loads are given back
	 */
	public CompletionStage<Void> stop(Duration grace) {
		Stream<CompletionStage<Void>> writes = this.regions.values()
			.stream()
			.map((region) -> region.behind().committed().deliver(grace));
		return CompletableFuture.allOf(Stream.concat(Stream.of(this.backgroundLoads.stop(grace)), writes)
			.map(CompletionStage::toCompletableFuture)
			.toArray(CompletableFuture[]::new));
	}

	/**
	 * Cancels the loads that run on threads of their own, stops following the log, and
	 * tells what is lost because the application stops. The ports are their owner's.
	 */
	@Override
	public void close() {
		if (!this.closed.compareAndSet(false, true)) {
			return;
		}
		this.backgroundLoads.stop(Duration.ZERO);
		this.regions.values().forEach(CacheRegion::close);
		this.sweeper.close();
		this.coherence.follower().close();
		this.invalidations.close();
	}

	/**
	 * Asks the remote tier for an entry that nobody stores, to see whether it answers.
	 * @return how long it took; fails if it does not answer
	 */
	public CompletionStage<Duration> probe() {
		long start = this.ports.nanoClock().getAsLong();
		return this.ports.remote()
			.read(RemoteTier.PROBE)
			.thenApply((nothing) -> Duration.ofNanos(this.ports.nanoClock().getAsLong() - start));
	}

	/**
	 * {@inheritDoc}
	 * <p>
	 * In a transaction the stage is complete at once: it is done when that has ended.
	 */
	@Override
	public CompletionStage<Void> invalidate(Invalidation invalidation) {
		return invalidateCounting(invalidation).thenApply((count) -> null);
	}

	/**
	 * {@inheritDoc}
	 * <p>
	 * In a transaction, too, it does so at once, and nothing is counted: for what was
	 * invalidated before, and may not have been delivered.
	 */
	@Override
	public Delivery deliver(Invalidation invalidation) {
		return this.invalidations.deliver(invalidation);
	}

	/**
	 * Invalidates, and tells how many remote entries were removed that were named
	 * exactly: 0 if that is not known.
	 */
	CompletionStage<Long> invalidateCounting(Invalidation invalidation) {
		invalidation.targets().forEach(this::count);
		return this.invalidations.invalidate(invalidation);
	}

	BackgroundLoads backgroundLoads() {
		return this.backgroundLoads;
	}

	Invalidations invalidations() {
		return this.invalidations;
	}

	private void count(InvalidationTarget target) {
		InvalidationTarget named = target.named();
		if (named instanceof InvalidationTarget.Key key) {
			countIfExists(key.cacheName(), true);
			noteIfExists(key);
		}
		else if (named instanceof InvalidationTarget.WholeCache whole) {
			countIfExists(whole.cacheName(), false);
		}
		else {
			((named instanceof InvalidationTarget.Tag) ? this.tagInvalidations : this.patternInvalidations).increment();
		}
	}

	private void countIfExists(String cacheName, boolean single) {
		CacheRegion region = this.regions.get(cacheName);
		if (region != null) {
			(single ? region.statistics().evictions : region.statistics().clears).increment();
		}
	}

	private void noteIfExists(InvalidationTarget.Key key) {
		CacheRegion region = this.regions.get(key.cacheName());
		if (region != null) {
			region.uses().invalidated(key.logicalKey());
		}
	}

	private CacheRegion addRegion(String name) {
		CacheRegion created = createRegion(name);
		CacheRegion earlier = this.regions.putIfAbsent(name, created);
		if (earlier != null) {
			return earlier;
		}
		created.beginToWatch();
		// Told once it can be found, since a listener may ask for it.
		this.listener.cacheCreated(created);
		if (this.coherence.settings().watch().readsEvery() != null) {
			this.listener.readsWatched(created);
		}
		return created;
	}

	private CacheRegion createRegion(String name) {
		CacheSettings settings = this.definitions.settings(name);
		EntryCodec entries = new EntryCodec(settings, this.definitions.codec(name), this.ports.random());
		RegionObserver observer = new RegionObserver(settings, this.listener, this.outcomes, this.operations);
		RegionParts parts = new RegionParts(settings, entries, this.ports, this.coherence, observer,
				this.ports.locals().create(settings), new ExpiredKeys());
		return new CacheRegion(this, parts, this.frames);
	}

}
