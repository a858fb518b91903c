package io.cacheaside.engine;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.cacheaside.CacheLayer;
import io.cacheaside.CacheSettings;
import io.cacheaside.InvalidationTarget;
import io.cacheaside.LocalSettings;
import io.cacheaside.PutOptions;
import io.cacheaside.TimeToLive;
import io.cacheaside.codec.Entry;
import io.cacheaside.codec.ValueCodec;
import io.cacheaside.engine.log.FakeInvalidationLog;
import io.cacheaside.engine.marker.Subject;
import io.cacheaside.key.CacheKey;
import io.cacheaside.key.KeyEncoder;

import static io.cacheaside.engine.EngineFixture.KEY;
import static io.cacheaside.engine.EngineFixture.STRINGS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** Interleavings and corner cases of the engine on fakes. */
class EngineInterleavingTests {

	private static final CacheKey OUTER = new CacheKey("outer", "outer:1");

	private static final CacheKey MIDDLE = new CacheKey("middle", "middle:1");

	private static final EntryPolicy FOR_EVER = EntryPolicy.of(String.class, new PutOptions(TimeToLive.NONE, Set.of()));

	private static final EntryPolicy TAGGED = EntryPolicy.of(String.class, PutOptions.DEFAULTS.withTags("tag"));

	private static final EntryPolicy NEVER = new EntryPolicy() {

		@Override
		public Type type() {
			return String.class;
		}

		@Override
		public Optional<PutOptions> optionsFor(@Nullable Object value) {
			return Optional.empty();
		}

	};

	private final EngineFixture fixture = new EngineFixture();

	@Test
	void s3ValueBuiltFromAKeyStaysStaleAfterTheMarkersOfKeysAreDropped() throws Throwable {
		CacheEngine a = this.fixture.node();
		CacheEngine b = this.fixture.node();
		// The whole sweep that each epoch begins with.
		this.fixture.time.pass(Duration.ofMinutes(15));
		a.region("outer").getOrLoad(OUTER, FOR_EVER, () -> "built from " + load(a, FOR_EVER, "old"));
		evict(b, KEY);
		this.fixture.settle();
		assertThat(b.region("outer").lookup(OUTER, String.class)).isNotInstanceOf(Lookup.Hit.class);
		this.fixture.time.pass(Duration.ofMinutes(15));
		assertThat(b.region("outer").lookup(OUTER, String.class)).isNotInstanceOf(Lookup.Hit.class);
	}

	@Test
	void s3ValueBuiltFromAWholeCacheStaysStaleAfterTheMarkersOfKeysAreDropped() throws Throwable {
		CacheEngine a = this.fixture.node();
		CacheEngine b = this.fixture.node();
		this.fixture.time.pass(Duration.ofMinutes(15));
		a.region("outer").getOrLoad(OUTER, FOR_EVER, () -> {
			for (int i = 0; i < 100; i++) {
				a.region("cache").getOrLoad(new CacheKey("cache", "cache:" + i), FOR_EVER, () -> "old");
			}
			return "built from 100";
		});
		evict(b, new CacheKey("cache", "cache:7"));
		this.fixture.settle();
		assertThat(b.region("outer").lookup(OUTER, String.class)).isNotInstanceOf(Lookup.Hit.class);
		this.fixture.time.pass(Duration.ofMinutes(15));
		assertThat(b.region("outer").lookup(OUTER, String.class)).isNotInstanceOf(Lookup.Hit.class);
	}

	@Test
	void s0ValueBuiltFromOneThatIsNotStoredInheritsWhatThatWasBuiltFrom() throws Throwable {
		CacheEngine a = this.fixture.node();
		Loader middle = () -> "via " + load(a, STRINGS, "old");
		a.region("outer").getOrLoad(OUTER, STRINGS, () -> a.region("middle").getOrLoad(MIDDLE, NEVER, middle));
		evict(a, KEY);
		assertThat(a.region("outer").lookup(OUTER, String.class)).isNotInstanceOf(Lookup.Hit.class);
	}

	@Test
	void s0ValueBuiltFromAnAsynchronousLoadBecomesStaleWithIt() throws Throwable {
		CacheEngine a = this.fixture.node();
		CacheRegion inner = a.region("cache");
		a.region("outer").getOrLoad(OUTER, STRINGS, () -> {
			LoadStart start = inner.start();
			Lookup lookup = inner.lookup(KEY, String.class);
			CompletionStage<@Nullable Object> loaded = inner.loadAsync(KEY, lookup, start, STRINGS,
					() -> CompletableFuture.completedFuture("old"));
			return "built from " + Await.await(Objects.requireNonNull(loaded));
		});
		evict(a, KEY);
		assertThat(a.region("outer").lookup(OUTER, String.class)).isNotInstanceOf(Lookup.Hit.class);
	}

	/** As the calls that Spring's own interceptor makes for an ordinary Cacheable. */
	@Test
	void s0ValueBuiltFromALookupAndAStoreBecomesStaleWithIt() throws Throwable {
		CacheEngine a = this.fixture.node();
		CacheRegion inner = a.region("cache");
		a.region("outer").getOrLoad(OUTER, STRINGS, () -> {
			LoadStart start = inner.start();
			Lookup lookup = inner.lookup(KEY, String.class);
			PendingLoad load = Await.await(inner.begin(KEY, KEY, lookup, start));
			Await.await(inner.store(load, PendingLoad.Loaded.of("old"), STRINGS));
			return "built from old";
		});
		evict(a, KEY);
		assertThat(a.region("outer").lookup(OUTER, String.class)).isNotInstanceOf(Lookup.Hit.class);
	}

	@Test
	void valueThatDependsOnTooManyTagsIsNotKept() throws Throwable {
		CacheEngine a = this.fixture.node();
		a.region("outer").getOrLoad(OUTER, STRINGS, () -> {
			for (int i = 0; i < 5_000; i++) {
				a.region("cache")
					.getOrLoad(new CacheKey("cache", "cache:" + i),
							EntryPolicy.of(String.class, PutOptions.DEFAULTS.withTags("tag-of-one-entry:" + i)),
							() -> "v");
			}
			return "v";
		});
		// Nobody could tell what makes it stale.
		assertThat(this.fixture.remote.content(OUTER)).isEmpty();
		assertThat(a.region("outer").lookup(OUTER, String.class)).isNotInstanceOf(Lookup.Hit.class);
	}

	@Test
	void severalTargetsAreInvalidatedAsOneWithoutWaiting() throws Throwable {
		CacheEngine a = this.fixture.node();
		load(a, TAGGED, "old");
		int entries = this.fixture.log.entries().size();
		EngineOperations operations = new EngineOperations(a, new KeyEncoder());
		this.fixture.log.hold();
		CompletableFuture<Void> done = operations.invalidate(new InvalidationTarget.Tag("tag"),
				new InvalidationTarget.WholeCache("other"));
		assertThat(done).isNotDone();
		assertThat(a.region("cache").lookup(KEY, String.class)).isNotInstanceOf(Lookup.Hit.class);
		this.fixture.log.release();
		assertThat(done).isCompleted();
		assertThat(this.fixture.log.entries()).hasSize(entries + 1);
		assertThatIllegalArgumentException()
			.isThrownBy(() -> operations.invalidate(new InvalidationTarget.Pattern("user:[")));
	}

	@Test
	void s4PutInATransactionIsStoredAfterItsCommit() {
		CacheEngine a = this.fixture.node();
		this.fixture.transactions.begin(a.capture());
		Await.await(a.region("cache").put(PendingPut.of(KEY, a.region("cache").start()), "written", STRINGS));
		this.fixture.transactions.commit();
		assertThat(a.region("cache").lookup(KEY, String.class)).isInstanceOf(Lookup.Hit.class);
	}

	@Test
	void s2LeaseOfALoadWhoseTransactionCannotCatchUpIsReleased() throws Throwable {
		CacheEngine a = this.fixture.node();
		LoadStart began = a.capture();
		this.fixture.transactions.beginReadOnly(began);
		CacheRegion region = a.region("cache");
		Lookup lookup = region.lookup(KEY, String.class);
		this.fixture.log.reachable(false);
		PendingLoad load = Await.await(region.begin(KEY, KEY, lookup, began));
		assertThat(load.lease()).isNull();
		assertThat(this.fixture.remote.keys()).isEmpty();
	}

	@Test
	void copyThatCannotBeReadIsAMissAndNoException() throws Throwable {
		this.fixture.shape(new EngineFixture.Shape(true, Duration.ofMinutes(1), 0, Set.of(), true, true));
		CacheEngine a = this.fixture.node();
		assertThat(load(a, STRINGS, "undecodable")).isEqualTo("undecodable");
		assertThat(load(a, STRINGS, "loaded again")).isEqualTo("loaded again");
	}

	@Test
	void undeliveredInvalidationsHoldNoMoreThanTheirBound() {
		CacheEngine a = this.fixture.node();
		this.fixture.remote.reachable(false);
		this.fixture.log.reachable(false);
		for (int i = 0; i < 20 * UndeliveredInvalidations.BOUND; i++) {
			evict(a, new CacheKey("cache", "cache:" + i));
		}
		assertThat(a.undeliveredInvalidations()).isLessThanOrEqualTo(UndeliveredInvalidations.BOUND);
		assertThat(a.markers().barriers()).isLessThan(5L * UndeliveredInvalidations.BOUND);
	}

	@Test
	void p1InvalidationThatBeganANewLogIsInForceWhenItReturns() throws Throwable {
		Harness harness = new Harness();
		CacheEngine a = harness.node();
		harness.runAll();
		a.region("cache").getOrLoad(KEY, TAGGED, () -> "old");
		assertThat(a.region("cache").lookup(KEY, String.class)).isEqualTo(new Lookup.Hit("old", CacheLayer.LOCAL));
		harness.log.flush();
		// The executor is busy; the invalidation waits for nothing that it runs.
		CompletionStage<Void> done = a.invalidate(Invalidation.of(new InvalidationTarget.Tag("tag")));
		assertThat(done.toCompletableFuture()).isDone();
		assertThat(a.region("cache").lookup(KEY, String.class)).isNotInstanceOf(Lookup.Hit.class);
	}

	@Test
	void s2PutIfAbsentInAWritingTransactionStoresNothingBeforeItsCommit() {
		CacheEngine a = this.fixture.node();
		this.fixture.transactions.begin(a.capture());
		a.region("cache").putIfAbsent(KEY, "uncommitted", STRINGS);
		assertThat(this.fixture.remote.content(KEY).flatMap(Entry::parse).filter(Entry::hasValue)).isEmpty();
	}

	@Test
	void s2AsynchronousLoadThatBeganInAWritingTransactionIsNotStored() throws Throwable {
		CacheEngine a = this.fixture.node();
		CacheRegion region = a.region("cache");
		CompletableFuture<@Nullable Object> source = new CompletableFuture<>();
		this.fixture.transactions.begin(a.capture());
		CompletionStage<@Nullable Object> loaded = Objects.requireNonNull(
				region.loadAsync(KEY, region.lookup(KEY, String.class), region.start(), STRINGS, () -> source));
		// The transaction goes on, and the value comes on a thread that is not in it.
		this.fixture.transactions.rollBack();
		source.complete("uncommitted");
		assertThat(loaded.toCompletableFuture()).isCompletedWithValue("uncommitted");
		assertThat(region.lookup(KEY, String.class)).isNotInstanceOf(Lookup.Hit.class);
	}

	@Test
	void i3TargetEvictedInATransactionIsBypassedByItsAsynchronousLookups() throws Throwable {
		Harness harness = new Harness();
		CacheEngine a = harness.node();
		harness.runAll();
		a.region("cache").getOrLoad(KEY, TAGGED, () -> "old");
		a.region("cache").local().clear();
		this.fixture.transactions.begin(a.capture());
		a.invalidate(Invalidation.of(new InvalidationTarget.Tag("tag")));
		CompletionStage<Lookup> lookup = a.region("cache").lookupAsync(KEY, KEY, String.class, Refreshing.NONE);
		onAnotherThread(harness::runAll);
		assertThat(lookup.toCompletableFuture().get(5, java.util.concurrent.TimeUnit.SECONDS))
			.isNotInstanceOf(Lookup.Hit.class);
	}

	private static void onAnotherThread(Runnable action) throws InterruptedException {
		Thread thread = new Thread(action, "driver");
		thread.start();
		thread.join();
	}

	private static @Nullable Object load(CacheEngine node, EntryPolicy policy, String value) throws Throwable {
		return load(node, policy, () -> value);
	}

	private static @Nullable Object load(CacheEngine node, EntryPolicy policy, Loader loader) throws Throwable {
		return node.region("cache").getOrLoad(KEY, policy, loader);
	}

	private static void evict(CacheEngine node, CacheKey key) {
		Await.await(node.region(key.cacheName()).evict(key));
	}

	/**
	 * One node whose executor runs when the test says so, and whose transactions have a
	 * thread.
	 */
	private final class Harness implements CacheDefinitions {

		private final Thread owner = Thread.currentThread();

		private final Deque<Runnable> tasks = new ArrayDeque<>();

		private final FakeInvalidationLog log = EngineInterleavingTests.this.fixture.log;

		CacheEngine node() {
			EngineFixture all = EngineInterleavingTests.this.fixture;
			EnginePorts ports = new EnginePorts((cache) -> new FakeLocalTier(), all.remote, all.log,
					new OfOneThread(all.transactions), all.time, this.tasks::add, all.time, new Random(1));
			CacheEngine node = new CacheEngine(ports, this, CoherenceSettings.DEFAULTS, EngineListener.NONE,
					all.outcomes);
			node.start();
			return node;
		}

		void runAll() {
			for (int i = 0; i < 100 && !this.tasks.isEmpty(); i++) {
				this.tasks.removeFirst().run();
			}
		}

		@Override
		public CacheSettings settings(String cacheName) {
			return new CacheSettings(cacheName, true, TimeToLive.of(Duration.ofMinutes(10)), Duration.ofMinutes(1),
					TimeToLive.NONE, 0, Set.of(), false, 1_000, new LocalSettings(true, 1_000, 0, null, false));
		}

		@Override
		public ValueCodec codec(String cacheName) {
			return new StringCodec();
		}

		private final class OfOneThread implements TransactionScope {

			private final FakeTransactions delegate;

			OfOneThread(FakeTransactions delegate) {
				this.delegate = delegate;
			}

			private TransactionScope scope() {
				return (Thread.currentThread() == Harness.this.owner) ? this.delegate : TransactionScope.NONE;
			}

			@Override
			public Optional<LoadStart> began() {
				return scope().began();
			}

			@Override
			public boolean mayWrite() {
				return scope().mayWrite();
			}

			@Override
			public boolean hides(Subject subject) {
				return scope().hides(subject);
			}

			@Override
			public boolean defer(Invalidation invalidation, Invalidator carryOut) {
				return scope().defer(invalidation, carryOut);
			}

			@Override
			public void afterCommit(AfterCommit waiting) {
				scope().afterCommit(waiting);
			}

		}

	}

}
