package io.cacheaside.engine;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

import io.cacheaside.LoadSettings;
import io.cacheaside.key.CacheKey;

import static io.cacheaside.engine.EngineFixture.KEY;
import static io.cacheaside.engine.EngineFixture.STRINGS;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Loads whose time or number is limited. Time is fake; loaders, and the callers that a
 * test has to watch, have threads of their own.
 */
@Timeout(60)
abstract class LimitedLoads {

	static final Duration HARD = Duration.ofMillis(500);

	static final LoadSettings LIMITED = new LoadSettings(null, HARD, 0);

	static final CacheKey OTHER = new CacheKey("cache", "cache:other");

	final ExecutorService threads = Executors.newCachedThreadPool();

	final EngineFixture fixture = new EngineFixture();

	final CountDownLatch released = new CountDownLatch(1);

	final AtomicInteger loads = new AtomicInteger();

	final AtomicReference<@Nullable Thread> loaderThread = new AtomicReference<>();

	final Loader slow = () -> {
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

	Lease lease(CacheEngine node) {
		return new EntryCodec(node.region("cache").settings(), new StringCodec(), new Random(3)).lease(KEY,
				node.capture(), Duration.ofSeconds(2));
	}

	CacheEngine node(LoadSettings settings) {
		return this.fixture.loads(settings, LoadThreads.of(this.threads)).node();
	}

	Future<Object> call(CacheEngine node, CacheKey key, Loader loader) {
		return this.threads.submit((Callable<Object>) () -> attempt(node, key, loader));
	}

	@SuppressWarnings("NullAway")
	static Object attempt(CacheEngine node, CacheKey key, Loader loader) throws Exception {
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

	static @Nullable Object load(CacheEngine node, CacheKey key, Loader loader) throws Throwable {
		return node.region(key.cacheName()).getOrLoad(key, STRINGS, loader);
	}

	static CompletableFuture<@Nullable Object> loadAsync(CacheEngine node, CacheKey key, AsyncLoader loader)
			throws Throwable {
		CacheRegion region = node.region(key.cacheName());
		LoadStart start = region.start();
		var stage = region.loadAsync(key, region.lookup(key, String.class), start, STRINGS, loader);
		assertThat(stage).isNotNull();
		return stage.toCompletableFuture();
	}

	/** A call whose load is under way, and which waits as long as its limit allows. */
	Future<Object> waiting(CacheEngine node, CacheKey key, Loader loader) {
		int before = this.loads.get();
		Future<Object> call = withTimers(2, () -> call(node, key, loader));
		awaitLoads(before + 1);
		return call;
	}

	/** A call that waits for a place, as long as its limit allows. */
	Future<Object> placeless(CacheEngine node, CacheKey key, Loader loader) {
		return withTimers(2, () -> call(node, key, loader));
	}

	/** A call that waits for the load of another one, as long as its limit allows. */
	Future<Object> joining(CacheEngine node, CacheKey key, Loader loader) {
		return withTimers(1, () -> call(node, key, loader));
	}

	/**
	 * Calls, and waits until so many timers run: that of the limit, and before it that of
	 * the lease. A limit that is counted while time passes would end later.
	 */
	<T> T withTimers(int count, Supplier<T> calls) {
		int before = this.fixture.time.scheduled();
		T called = calls.get();
		Awaitility.await().until(() -> this.fixture.time.scheduled() >= before + count);
		return called;
	}

	void awaitLoads(int count) {
		Awaitility.await().until(() -> this.loads.get() == count);
	}

	/** The value is there for all nodes, for which it is stored last. */
	void awaitHit(CacheEngine node) {
		Awaitility.await()
			.until(() -> node.region("cache").lookup(KEY, String.class) instanceof Lookup.Hit
					&& RemoteTierFixture.text(this.fixture.remote.content(KEY)).isPresent());
	}

	static void interrupt(AtomicReference<@Nullable Thread> thread) {
		Thread known = thread.get();
		if (known != null) {
			known.interrupt();
		}
	}

	/** Lets time pass, and then run what comes due later, until a call has ended. */
	void pass(Duration duration, Future<Object> call) {
		this.fixture.time.pass(duration);
		Awaitility.await().until(() -> {
			this.fixture.time.pass(Duration.ZERO);
			return call.isDone();
		});
	}

}
