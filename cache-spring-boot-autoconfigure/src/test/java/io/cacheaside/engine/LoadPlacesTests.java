package io.cacheaside.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import io.cacheaside.LoadSettings;
import io.cacheaside.LoadTimeoutException;
import io.cacheaside.key.CacheKey;

import static io.cacheaside.engine.EngineFixture.KEY;
import static io.cacheaside.engine.EngineFixture.UNEXPECTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** How many loads run at once, on how many threads, and how they end. */
class LoadPlacesTests extends LimitedLoads {

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
		Future<Object> running = waiting(node, OTHER, this.slow);
		CacheStatistics statistics = node.region("cache").statistics();
		Future<Object> first = placeless(node, KEY, UNEXPECTED);
		assertThat(statistics.waitingLoads()).isEqualTo(1);
		this.fixture.time.pass(HARD.dividedBy(2));
		Future<Object> second = joining(node, KEY, () -> "second");
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
		Future<Object> running = waiting(node, KEY, this.slow);
		Future<Object> waiting = placeless(node, OTHER, UNEXPECTED);
		assertThat(node.region("cache").statistics().waitingLoads()).isEqualTo(1);
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
		Future<Object> caller = waiting(node, KEY, this.slow);
		pass(HARD, caller);
		CompletableFuture<Void> stopped = node.stop(Duration.ofSeconds(5)).toCompletableFuture();
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
		CompletableFuture<Void> stopped = node.stop(Duration.ofSeconds(5)).toCompletableFuture();
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

}
