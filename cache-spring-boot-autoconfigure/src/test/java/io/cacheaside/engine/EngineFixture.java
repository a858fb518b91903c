package io.cacheaside.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

import io.cacheaside.CacheSettings;
import io.cacheaside.FreshnessSettings;
import io.cacheaside.LoadSettings;
import io.cacheaside.LocalSettings;
import io.cacheaside.TimeToLive;
import io.cacheaside.codec.ValueCodec;
import io.cacheaside.engine.log.FakeInvalidationLog;
import io.cacheaside.engine.log.FakeTime;
import io.cacheaside.engine.queue.WriteQueues;
import io.cacheaside.key.CacheKey;

/**
 * Nodes on one remote tier and one log, all of them in memory and in fake time. What is
 * asynchronous happens on the thread of the test.
 */
final class EngineFixture {

	static final CacheKey KEY = new CacheKey("cache", "cache:key");

	static final Loader UNEXPECTED = () -> {
		throw new AssertionError("not to be loaded");
	};

	static final EntryPolicy STRINGS = EntryPolicy.defaults(String.class);

	final FakeTime time = new FakeTime();

	private final long origin = this.time.getAsLong();

	/** A clock of its own that does not overflow. */
	final FakeRemoteTier remote = new FakeRemoteTier(() -> this.time.getAsLong() - this.origin);

	/** The log as the first node sees it. */
	final FakeInvalidationLog log = new FakeInvalidationLog(this.time);

	final FakeTransactions transactions = new FakeTransactions();

	final OutcomeRecorder outcomes = new OutcomeRecorder();

	private final List<CacheEngine> nodes = new ArrayList<>();

	private Shape shape = new Shape(true, Duration.ofMinutes(1), 0, Set.of(), true, false);

	private Executor executor = Runnable::run;

	private FreshnessSettings freshness = FreshnessSettings.OFF;

	private LoadSettings loads = LoadSettings.UNLIMITED;

	private LoadThreads loadThreads = LoadThreads.of(Runnable::run);

	private UnreachablePolicy policy = UnreachablePolicy.QUEUE;

	private WriteQueues queues = WriteQueues.NONE;

	private WatchSettings watch = WatchSettings.OFF;

	private EngineListener listener = EngineListener.NONE;

	private boolean defective;

	private LocalTiers locals = (cache) -> cache.local().enabled() ? new HookedLocalTier() : new NoLocalTier();

	private UnaryOperator<CacheSettings> settings = UnaryOperator.identity();

	private Runnable beforeNextPut = () -> {
	};

	/**
	 * How all caches are set up.
	 */
	record Shape(boolean enabled, Duration nullTtl, double jitter, Set<String> tags, boolean local, boolean copied) {

		CacheSettings settings(String cacheName, FreshnessSettings freshness) {
			LocalSettings localSettings = new LocalSettings(this.local, 1_000, 0, null, this.copied);
			return new CacheSettings(cacheName, this.enabled, TimeToLive.of(Duration.ofMinutes(10)), this.nullTtl,
					TimeToLive.NONE, this.jitter, this.tags, false, 1_000, localSettings, freshness,
					LoadSettings.UNLIMITED);
		}

	}

	EngineFixture shape(Shape shape) {
		this.shape = shape;
		return this;
	}

	EngineFixture freshness(FreshnessSettings freshness) {
		this.freshness = freshness;
		return this;
	}

	EngineFixture executor(Executor executor) {
		this.executor = executor;
		return this;
	}

	EngineFixture policy(UnreachablePolicy policy) {
		this.policy = policy;
		return this;
	}

	/** What hears of every node. */
	EngineFixture listener(EngineListener listener) {
		this.listener = listener;
		return this;
	}

	/** Every cache with another tier in its process. */
	EngineFixture locals(LocalTiers locals) {
		this.locals = locals;
		return this;
	}

	/** Every cache with settings that the shape does not have. */
	EngineFixture settings(UnaryOperator<CacheSettings> settings) {
		this.settings = settings;
		return this;
	}

	/** Every cache with writes that wait. */
	EngineFixture queues(WriteQueues queues) {
		this.queues = queues;
		return this;
	}

	/** Every node watches itself, and tells what it finds. */
	EngineFixture watch(WatchSettings watch, EngineListener listener) {
		this.watch = watch;
		this.listener = listener;
		return this;
	}

	/** Every entry in a process is taken for one that was just found to be fresh. */
	void breakLocalTier() {
		this.defective = true;
	}

	/** Every cache with limits for its loads, which may run on threads. */
	EngineFixture loads(LoadSettings settings, LoadThreads threads) {
		this.loads = settings;
		this.loadThreads = threads;
		return this;
	}

	/** Every cache with neither local tier nor tags. */
	EngineFixture withoutLocalTier() {
		return shape(new Shape(true, Duration.ofMinutes(1), 0, Set.of(), false, false));
	}

	/**
	 * A new node, which has loaded the log.
	 */
	CacheEngine node() {
		CoherenceSettings defaults = CoherenceSettings.DEFAULTS;
		CoherenceSettings settings = new CoherenceSettings(defaults.maxStaleness(), defaults.outageStaleness(),
				this.policy, defaults.maxLoadAge(), defaults.logRetention(), defaults.maximumMarkers(),
				defaults.sweep(), this.watch);
		EnginePorts ports = new EnginePorts(this.locals, this.remote,
				this.nodes.isEmpty() ? this.log : this.log.anotherNode(), this.transactions, this.time, this.executor,
				this.time, new Random(1), this.loadThreads, this.queues);
		CacheEngine node = new CacheEngine(ports,
				new Definitions(this.shape, this.freshness, this.loads, this.settings), settings, this.listener,
				this.outcomes);
		node.start();
		this.nodes.add(node);
		settle();
		return node;
	}

	/** Lets every node read the log. */
	void settle() {
		this.time.pass(Duration.ofMillis(400));
	}

	/** Runs something once, just before the next entry is put. */
	void beforeNextPut(Runnable action) {
		this.beforeNextPut = action;
	}

	private final class HookedLocalTier implements LocalTier {

		private final FakeLocalTier delegate = new FakeLocalTier();

		@Override
		public @Nullable LocalEntry get(Object key) {
			LocalEntry entry = this.delegate.get(key);
			if (entry != null && EngineFixture.this.defective) {
				entry.checkedVersion(EngineFixture.this.nodes.get(0).capture().version());
			}
			return entry;
		}

		@Override
		public void put(Object key, LocalEntry entry) {
			Runnable action = EngineFixture.this.beforeNextPut;
			EngineFixture.this.beforeNextPut = () -> {
			};
			action.run();
			this.delegate.put(key, entry);
		}

		@Override
		public void remove(Object key, LocalEntry entry) {
			this.delegate.remove(key, entry);
		}

		@Override
		public void removeIf(Predicate<? super LocalEntry> removable) {
			this.delegate.removeIf(removable);
		}

		@Override
		public void clear() {
			this.delegate.clear();
		}

		@Override
		public List<LocalEntry> hottest(int limit) {
			List<LocalEntry> hottest = this.delegate.hottest(limit);
			if (EngineFixture.this.defective) {
				long version = EngineFixture.this.nodes.get(0).capture().version();
				hottest.forEach((entry) -> entry.checkedVersion(version));
			}
			return hottest;
		}

		@Override
		public long size() {
			return this.delegate.size();
		}

		@Override
		public long bytes() {
			return this.delegate.bytes();
		}

		@Override
		public long evictions() {
			return this.delegate.evictions();
		}

	}

	private record Definitions(Shape shape, FreshnessSettings freshness, LoadSettings loads,
			UnaryOperator<CacheSettings> adjusted) implements CacheDefinitions {

		@Override
		public CacheSettings settings(String cacheName) {
			CacheSettings all = this.shape.settings(cacheName, this.freshness);
			return this.adjusted.apply(new CacheSettings(all.name(), all.enabled(), all.ttl(), all.nullTtl(),
					all.maxTtl(), all.ttlJitter(), all.tags(), all.verified(), all.maxValueSizeBytes(), all.local(),
					all.freshness(), this.loads));
		}

		@Override
		public ValueCodec codec(String cacheName) {
			return new StringCodec();
		}

	}

}
