package io.cacheaside.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.cacheaside.LoadSettings;
import io.cacheaside.LoadTimeoutException;
import io.cacheaside.key.CacheKey;

import static io.cacheaside.engine.EngineFixture.KEY;
import static io.cacheaside.engine.EngineFixture.STRINGS;
import static io.cacheaside.engine.EngineFixture.UNEXPECTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Loads whose time or number is limited. Time is fake; loaders, and the callers that a
 * test has to watch, have threads of their own.
 */
@Timeout(30)
class LimitedLoadTests {

	private static final Duration HARD = Duration.ofMillis(500);

	private static final LoadSettings LIMITED = new LoadSettings(null, HARD, 0);

	private static final CacheKey OTHER = new CacheKey("cache", "cache:other");

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final EngineFixture fixture = new EngineFixture();

	private final CountDownLatch released = new CountDownLatch(1);

	private final AtomicInteger loads = new AtomicInteger();

	private final AtomicReference<@Nullable Thread> loaderThread = new AtomicReference<>();

	private final Loader slow = () -> {
		this.loaderThread.set(Thread.currentThread());
		this.loads.incrementAndGet();
		this.released.await();
		return "value";
	};

	@AfterEach
	void end() {
		this.released.countDown();
		this.threads.shutdownNow();
	}

	@Test
	void loaderOfACacheWithoutLimitsRunsOnItsCallersThread() throws Throwable {
		CacheEngine node = node(LoadSettings.UNLIMITED);
		AtomicReference<Thread> thread = new AtomicReference<>();
		load(node, KEY, () -> {
			thread.set(Thread.currentThread());
			return "value";
		});
		assertThat(thread).hasValue(Thread.currentThread());
	}

	@Test
	void loaderOfALimitedCacheRunsOnItsCallersThreadInATransaction() throws Throwable {
		CacheEngine node = node(LIMITED);
		this.fixture.transactions.begin(node.capture());
		AtomicReference<Thread> thread = new AtomicReference<>();
		load(node, KEY, () -> {
			thread.set(Thread.currentThread());
			return "value";
		});
		assertThat(thread).hasValue(Thread.currentThread());
		this.fixture.transactions.rollBack();
		this.fixture.transactions.beginReadOnly(node.capture());
		load(node, OTHER, () -> {
			thread.set(Thread.currentThread());
			return "value";
		});
		assertThat(thread).hasValue(Thread.currentThread());
	}

	@Test
	void loadInTimeIsStoredWhenItsCallerHasIt() throws Throwable {
		CacheEngine node = node(LIMITED);
		CacheEngine other = this.fixture.node();
		AtomicReference<Thread> thread = new AtomicReference<>();
		Object value = load(node, KEY, () -> {
			thread.set(Thread.currentThread());
			return "value";
		});
		assertThat(value).isEqualTo("value");
		assertThat(thread.get()).isNotSameAs(Thread.currentThread());
		assertThat(load(other, KEY, UNEXPECTED)).isEqualTo("value");
		int timers = this.fixture.time.scheduled();
		load(node, OTHER, () -> "other");
		assertThat(this.fixture.time.scheduled()).as("no timer stays but that of a lease")
			.isLessThanOrEqualTo(timers + 1);
	}

	@Test
	void callerLeavesAtTheHardLimitAndTheValueIsStoredWhenItComes() throws Throwable {
		CacheEngine node = node(LIMITED);
		Future<Object> caller = call(node, KEY, this.slow);
		awaitLoads(1);
		this.fixture.time.pass(HARD.minusMillis(10));
		assertThat(caller).isNotDone();
		pass(Duration.ofMillis(10), caller);
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(caller::get)
			.withCauseExactlyInstanceOf(LoadTimeoutException.class)
			.withMessageContaining("cache 'cache': 'cache:key' was not loaded within 500 ms")
			.withMessageContaining("cacheaside.load-timeout.hard");
		assertThat(node.region("cache").statistics().hardTimeouts()).isEqualTo(1);
		this.released.countDown();
		awaitHit(node);
		assertThat(this.loads).hasValue(1);
		assertThat(load(this.fixture.node(), KEY, UNEXPECTED)).isEqualTo("value");
	}

	@Test
	void leaseOfALoadLeftBehindIsKept() throws Throwable {
		CacheEngine node = node(LIMITED);
		Future<Object> caller = call(node, KEY, this.slow);
		awaitLoads(1);
		pass(HARD, caller);
		this.fixture.time.pass(Duration.ofSeconds(30));
		this.released.countDown();
		awaitHit(node);
		assertThat(load(this.fixture.node(), KEY, UNEXPECTED)).isEqualTo("value");
	}

	@Test
	void valueOfALoadLeftBehindIsNotKeptIfItWasEvictedMeanwhile() throws Throwable {
		CacheEngine node = node(LIMITED);
		Future<Object> caller = call(node, KEY, this.slow);
		awaitLoads(1);
		pass(HARD, caller);
		Await.await(node.region("cache").evict(KEY));
		Future<Object> later = call(node, KEY, () -> "new");
		pass(Duration.ZERO, later);
		assertThat(later.get()).isEqualTo("new");
		this.released.countDown();
		Awaitility.await().until(() -> node.region("cache").statistics().loads() == 2);
		assertThat(load(node, KEY, UNEXPECTED)).isEqualTo("new");
		assertThat(load(this.fixture.node(), KEY, UNEXPECTED)).isEqualTo("new");
	}

	@Test
	void threadThatLeftALoadJoinsItWhenItCallsAgain() throws Throwable {
		CacheEngine node = node(LIMITED);
		ExecutorService one = Executors.newSingleThreadExecutor();
		try {
			Future<Object> first = one.submit(() -> attempt(node, KEY, this.slow));
			awaitLoads(1);
			pass(HARD, first);
			Future<Object> second = one.submit(() -> attempt(node, KEY, this.slow));
			awaitMisses(node, 1);
			this.released.countDown();
			assertThat(second.get()).isEqualTo("value");
			assertThat(this.loads).hasValue(1);
		}
		finally {
			one.shutdownNow();
		}
	}

	@Test
	void joinerWaitsAsLongAsItsOwnLimitAllows() throws Throwable {
		CacheEngine node = node(LIMITED);
		Future<Object> first = call(node, KEY, this.slow);
		awaitLoads(1);
		this.fixture.time.pass(HARD.dividedBy(2));
		int timers = this.fixture.time.scheduled();
		Future<Object> second = call(node, KEY, this.slow);
		Awaitility.await().until(() -> this.fixture.time.scheduled() > timers);
		pass(HARD.dividedBy(2), first);
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(first::get);
		assertThat(second).isNotDone();
		this.released.countDown();
		assertThat(second.get()).isEqualTo("value");
		assertThat(this.loads).hasValue(1);
		CacheStatistics statistics = node.region("cache").statistics();
		assertThat(statistics.misses()).as("calls").isEqualTo(2);
	}

	@Test
	void joinerThatLeavesAtItsLimitCountsAsAMiss() throws Throwable {
		CacheEngine node = node(LIMITED);
		Future<Object> first = call(node, KEY, this.slow);
		awaitLoads(1);
		Future<Object> second = call(node, KEY, this.slow);
		pass(HARD, first);
		pass(HARD, second);
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(second::get)
			.withCauseExactlyInstanceOf(LoadTimeoutException.class);
		assertThat(node.region("cache").statistics().misses()).isEqualTo(2);
	}

	@Test
	void interruptOfTheCallerNeitherEndsTheLoadNorTheWaitOfOthers() throws Throwable {
		CacheEngine node = node(LIMITED);
		AtomicReference<@Nullable Thread> thread = new AtomicReference<>();
		AtomicReference<@Nullable Boolean> flag = new AtomicReference<>();
		Future<Object> first = this.threads.submit(() -> {
			thread.set(Thread.currentThread());
			try {
				return attempt(node, KEY, this.slow);
			}
			finally {
				flag.set(Thread.interrupted());
			}
		});
		awaitLoads(1);
		int timers = this.fixture.time.scheduled();
		Future<Object> second = call(node, KEY, this.slow);
		Awaitility.await().until(() -> this.fixture.time.scheduled() > timers);
		interrupt(thread);
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(first::get)
			.withCauseExactlyInstanceOf(CancellationException.class)
			.withMessageContaining("Interrupted while waiting for the load of 'cache:key'");
		assertThat(flag).hasValue(true);
		this.released.countDown();
		assertThat(second.get()).isEqualTo("value");
		assertThat(this.loads).hasValue(1);
	}

	@Test
	void failureReachesEveryWaiterWithItsOwnStackAndTheLoadersExceptionAsCause() throws Throwable {
		CacheEngine node = node(LIMITED);
		IllegalStateException original = new IllegalStateException("gone");
		Loader failing = () -> {
			this.slow.load();
			throw original;
		};
		Future<Object> first = call(node, KEY, failing);
		awaitLoads(1);
		int timers = this.fixture.time.scheduled();
		Future<Object> second = call(node, KEY, failing);
		Awaitility.await().until(() -> this.fixture.time.scheduled() > timers);
		this.released.countDown();
		for (Future<Object> each : List.of(first, second)) {
			assertThatExceptionOfType(ExecutionException.class).isThrownBy(each::get).satisfies((thrown) -> {
				assertThat(thrown.getCause()).isExactlyInstanceOf(IllegalStateException.class).hasMessage("gone");
				assertThat(thrown.getCause().getCause()).isSameAs(original);
				assertThat(thrown.getCause().getStackTrace())
					.anySatisfy((frame) -> assertThat(frame.getMethodName()).isEqualTo("attempt"));
			});
		}
		Future<Object> next = call(node, KEY, () -> "next");
		assertThat(next.get()).isEqualTo("next");
	}

	@Test
	void loadOverTheMaximumWaitsForItsTurn() throws Throwable {
		CacheEngine node = node(new LoadSettings(null, null, 1));
		Future<Object> first = call(node, KEY, this.slow);
		awaitLoads(1);
		Queue<String> order = new ConcurrentLinkedQueue<>();
		List<Future<Object>> others = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			String name = "cache:" + i;
			others.add(call(node, new CacheKey("cache", name), () -> {
				order.add(name);
				return name;
			}));
			int waiting = i + 1;
			Awaitility.await().until(() -> node.region("cache").statistics().waitingLoads() == waiting);
		}
		assertThat(order).isEmpty();
		this.released.countDown();
		assertThat(first.get()).isEqualTo("value");
		for (Future<Object> other : others) {
			other.get();
		}
		assertThat(order).containsExactly("cache:0", "cache:1", "cache:2");
		assertThat(node.region("cache").statistics().delayedLoads()).isEqualTo(3);
		assertThat(node.region("cache").statistics().waitingLoads()).isZero();
	}

	@Test
	void failedLoadGivesItsPlaceBack() throws Throwable {
		CacheEngine node = node(new LoadSettings(null, null, 1));
		for (int i = 0; i < 3; i++) {
			assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> load(node, KEY, () -> {
				throw new IllegalStateException("gone");
			}));
		}
		assertThat(load(node, KEY, () -> "value")).isEqualTo("value");
	}

	@Test
	void loadInATransactionThatMayWriteNeedsNoPlace() throws Throwable {
		CacheEngine node = node(new LoadSettings(null, null, 1));
		call(node, KEY, this.slow);
		awaitLoads(1);
		this.fixture.transactions.begin(node.capture());
		assertThat(load(node, OTHER, () -> "own")).isEqualTo("own");
		this.fixture.transactions.rollBack();
	}

	@Test
	void loaderThatLoadsFromTheSameCacheNeedsNoFurtherPlace() throws Throwable {
		CacheEngine node = node(new LoadSettings(null, null, 1));
		assertThat(load(node, KEY, () -> "built of " + load(node, OTHER, () -> "other"))).isEqualTo("built of other");
	}

	@Test
	void loaderOnItsOwnThreadThatLoadsFromTheSameCacheNeedsNoFurtherPlaceOrThread() throws Throwable {
		this.fixture.loads(new LoadSettings(null, HARD, 1), new LoadThreads(this.threads, 1, LoadContext.NONE));
		CacheEngine node = this.fixture.node();
		assertThat(load(node, KEY, () -> "built of " + load(node, OTHER, () -> "other"))).isEqualTo("built of other");
	}

	@Test
	void loadWithoutAPlaceIsWithdrawnAtTheHardLimitAndItsJoinerLoadsInstead() throws Throwable {
		CacheEngine node = node(new LoadSettings(null, HARD, 1));
		Future<Object> running = call(node, OTHER, this.slow);
		awaitLoads(1);
		CacheStatistics statistics = node.region("cache").statistics();
		Future<Object> first = call(node, KEY, UNEXPECTED);
		Awaitility.await().until(() -> statistics.waitingLoads() == 1);
		this.fixture.time.pass(HARD.dividedBy(2));
		int timers = this.fixture.time.scheduled();
		Future<Object> second = call(node, KEY, () -> "second");
		Awaitility.await().until(() -> this.fixture.time.scheduled() > timers);
		pass(HARD.dividedBy(2), first);
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(first::get)
			.withCauseExactlyInstanceOf(LoadTimeoutException.class);
		Awaitility.await().until(() -> statistics.delayedLoads() == 2);
		assertThat(second).isNotDone();
		this.released.countDown();
		assertThat(second.get()).isEqualTo("second");
		pass(Duration.ZERO, running);
	}

	@Test
	void loadThatFindsNoThreadWaitsWithinItsLimit() throws Throwable {
		this.fixture.loads(LIMITED, new LoadThreads(this.threads, 1, LoadContext.NONE));
		CacheEngine node = this.fixture.node();
		Future<Object> running = call(node, KEY, this.slow);
		awaitLoads(1);
		Future<Object> waiting = call(node, OTHER, UNEXPECTED);
		Awaitility.await().until(() -> node.region("cache").statistics().waitingLoads() == 1);
		pass(HARD, running);
		pass(HARD, waiting);
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(waiting::get)
			.withCauseExactlyInstanceOf(LoadTimeoutException.class);
		this.released.countDown();
		awaitHit(node);
		assertThat(load(node, OTHER, () -> "other")).isEqualTo("other");
	}

	@Test
	void asynchronousLoadOverTheMaximumBeginsWhenAPlaceIsFree() throws Throwable {
		CacheEngine node = node(new LoadSettings(null, null, 1));
		CompletableFuture<@Nullable Object> source = new CompletableFuture<>();
		CompletableFuture<@Nullable Object> first = loadAsync(node, KEY, () -> source);
		CompletableFuture<@Nullable Object> second = loadAsync(node, OTHER, () -> {
			this.loads.incrementAndGet();
			return CompletableFuture.completedFuture("other");
		});
		assertThat(second).isNotDone();
		assertThat(this.loads).hasValue(0);
		source.complete("value");
		assertThat(first.get()).isEqualTo("value");
		assertThat(second.get()).isEqualTo("other");
		assertThat(load(node, OTHER, UNEXPECTED)).isEqualTo("other");
		assertThat(loadAsync(node, new CacheKey("cache", "cache:3"), () -> CompletableFuture.completedFuture("3")))
			.isCompletedWithValue("3");
	}

	@Test
	void loadsLeftBehindMayEndWhenTheApplicationStops() throws Throwable {
		CacheEngine node = node(LIMITED);
		Future<Object> caller = call(node, KEY, this.slow);
		awaitLoads(1);
		pass(HARD, caller);
		CompletableFuture<Void> stopped = node.stopLoads(Duration.ofSeconds(5)).toCompletableFuture();
		assertThat(stopped).isNotDone();
		this.released.countDown();
		stopped.get();
		assertThat(load(this.fixture.node(), KEY, UNEXPECTED)).isEqualTo("value");
	}

	@Test
	void loadsThatDoNotEndAreCancelledAndWhoeverWaitsIsToldWhy() throws Throwable {
		CacheEngine node = node(new LoadSettings(null, Duration.ofHours(1), 0));
		Future<Object> caller = call(node, KEY, this.slow);
		awaitLoads(1);
		CompletableFuture<Void> stopped = node.stopLoads(Duration.ofSeconds(5)).toCompletableFuture();
		this.fixture.time.pass(Duration.ofSeconds(5));
		stopped.get();
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(caller::get)
			.withCauseExactlyInstanceOf(CancellationException.class)
			.withMessageContaining("the application stops");
		Awaitility.await().until(() -> node.region("cache").statistics().failedLoads() == 1);
		assertThat(this.fixture.remote.lease(lease(node), null)).as("the slot is free").isCompletedWithValue(true);
		AtomicReference<Thread> thread = new AtomicReference<>();
		load(node, OTHER, () -> {
			thread.set(Thread.currentThread());
			return "later";
		});
		assertThat(thread).hasValue(Thread.currentThread());
	}

	private Lease lease(CacheEngine node) {
		return new EntryCodec(node.region("cache").settings(), new StringCodec(), new Random(3)).lease(KEY,
				node.capture(), Duration.ofSeconds(2));
	}

	private CacheEngine node(LoadSettings settings) {
		return this.fixture.loads(settings, LoadThreads.of(this.threads)).node();
	}

	private Future<Object> call(CacheEngine node, CacheKey key, Loader loader) {
		return this.threads.submit((Callable<Object>) () -> attempt(node, key, loader));
	}

	@SuppressWarnings("NullAway")
	private static Object attempt(CacheEngine node, CacheKey key, Loader loader) throws Exception {
		try {
			return load(node, key, loader);
		}
		catch (Exception | Error ex) {
			throw ex;
		}
		catch (Throwable ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static @Nullable Object load(CacheEngine node, CacheKey key, Loader loader) throws Throwable {
		return node.region(key.cacheName()).getOrLoad(key, STRINGS, loader);
	}

	private static CompletableFuture<@Nullable Object> loadAsync(CacheEngine node, CacheKey key, AsyncLoader loader)
			throws Throwable {
		CacheRegion region = node.region(key.cacheName());
		LoadStart start = region.start();
		var stage = region.loadAsync(key, region.lookup(key, String.class), start, STRINGS, loader);
		assertThat(stage).isNotNull();
		return stage.toCompletableFuture();
	}

	private void awaitLoads(int count) {
		Awaitility.await().until(() -> this.loads.get() == count);
	}

	private static void awaitMisses(CacheEngine node, int more) {
		Awaitility.await().until(() -> node.region("cache").statistics().misses() >= more);
	}

	private static void awaitHit(CacheEngine node) {
		Awaitility.await().until(() -> node.region("cache").lookup(KEY, String.class) instanceof Lookup.Hit);
	}

	private static void interrupt(AtomicReference<@Nullable Thread> thread) {
		Thread known = thread.get();
		if (known != null) {
			known.interrupt();
		}
	}

	/** Lets time pass, and then run what comes due later, until a call has ended. */
	private void pass(Duration duration, Future<Object> call) {
		this.fixture.time.pass(duration);
		Awaitility.await().until(() -> {
			this.fixture.time.pass(Duration.ZERO);
			return call.isDone();
		});
	}

}
