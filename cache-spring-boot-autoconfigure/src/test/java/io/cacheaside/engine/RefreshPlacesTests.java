package io.cacheaside.engine;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import io.cacheaside.FreshnessSettings;
import io.cacheaside.LoadSettings;
import io.cacheaside.codec.Entry;
import io.cacheaside.key.CacheKey;

import static io.cacheaside.engine.EngineFixture.KEY;
import static io.cacheaside.engine.EngineFixture.UNEXPECTED;
import static org.assertj.core.api.Assertions.assertThat;

/** Where refreshes run, for whom they leave the place, and how they end. */
class RefreshPlacesTests extends LimitedLoads {

	private static final Duration AFTER = Duration.ofMinutes(1);

	@Test
	void refreshOverTheMaximumOfItsCacheIsLeftToALaterCaller() throws Throwable {
		CacheEngine node = dueOn(new LoadSettings(null, null, 1), 0, KEY);
		Future<Object> running = call(node, OTHER, this.slow);
		awaitLoads(1);
		assertThat(load(node, KEY, UNEXPECTED)).isEqualTo("old");
		assertThat(node.region("cache").statistics().delayedLoads()).isZero();
		this.released.countDown();
		running.get();
		assertRefreshesLater(node);
	}

	@Test
	void refreshThatFindsNoThreadIsLeftToALaterCaller() throws Throwable {
		CacheEngine node = dueOn(LIMITED, 1, KEY);
		Future<Object> running = call(node, OTHER, this.slow);
		awaitLoads(1);
		assertThat(load(node, KEY, UNEXPECTED)).isEqualTo("old");
		this.released.countDown();
		running.get();
		assertRefreshesLater(node);
	}

	@Test
	void refreshesLeaveHalfOfTheThreadsToCallers() throws Throwable {
		CacheEngine node = dueOn(LIMITED, 2, KEY, OTHER);
		assertThat(load(node, KEY, this.slow)).isEqualTo("old");
		awaitLoads(1);
		assertThat(load(node, OTHER, UNEXPECTED)).isEqualTo("old");
		assertThat(load(node, new CacheKey("cache", "cache:missing"), () -> "at once")).isEqualTo("at once");
		assertThat(node.region("cache").statistics().delayedLoads()).isZero();
	}

	@Test
	void refreshesLeaveHalfOfTheLoadsOfACacheToCallers() throws Throwable {
		CacheEngine node = dueOn(new LoadSettings(null, null, 2), 0, KEY, OTHER);
		assertThat(load(node, KEY, this.slow)).isEqualTo("old");
		awaitLoads(1);
		assertThat(load(node, OTHER, this.slow)).isEqualTo("old");
		Future<Object> miss = call(node, new CacheKey("cache", "cache:missing"), () -> "at once");
		assertThat(miss).succeedsWithin(Duration.ofSeconds(20)).isEqualTo("at once");
		assertThat(node.region("cache").statistics().delayedLoads()).isZero();
	}

	@Test
	void refreshesAreLimitedWhereThreadsAreNot() throws Throwable {
		CacheKey[] keys = IntStream.rangeClosed(0, BackgroundLoads.REFRESHES)
			.mapToObj((i) -> new CacheKey("cache", "cache:" + i))
			.toArray(CacheKey[]::new);
		AtomicInteger started = new AtomicInteger();
		CacheEngine node = dueOn(LoadSettings.UNLIMITED, LoadThreads.of((task) -> {
			started.incrementAndGet();
			this.threads.execute(task);
		}), keys);
		for (CacheKey key : keys) {
			assertThat(load(node, key, this.slow)).isEqualTo("old");
		}
		assertThat(started).hasValue(BackgroundLoads.REFRESHES);
		assertThat(load(node, KEY, () -> "at once")).isEqualTo("at once");
	}

	@Test
	void refreshWhoseValueNeverComesEndsWithTheGreatestAgeOfALoad() throws Throwable {
		CacheEngine node = dueOn(new LoadSettings(null, null, 1), 1, KEY);
		CacheRegion region = node.region("cache");
		withTimers(2,
				() -> region.lookup(KEY, KEY, String.class, region.refreshing(KEY, KEY, EngineFixture.STRINGS, () -> {
					this.loads.incrementAndGet();
					return new CompletableFuture<>();
				})));
		awaitLoads(1);
		this.fixture.time.pass(CoherenceSettings.DEFAULTS.maxLoadAge());
		assertThat(header().isResting()).isTrue();
		assertThat(region.statistics().failedRefreshes()).isEqualTo(1);
		this.fixture.time.pass(Lease.REST);
		assertRefreshesLater(node);
	}

	@Test
	void refreshWhoseValueComesLaterKeepsNoThread() throws Throwable {
		CacheEngine node = dueOn(LIMITED, 1, KEY);
		CacheRegion region = node.region("cache");
		region.lookup(KEY, KEY, String.class, region.refreshing(KEY, KEY, EngineFixture.STRINGS, () -> {
			this.loads.incrementAndGet();
			return new CompletableFuture<>();
		}));
		awaitLoads(1);
		Future<Object> miss = call(node, OTHER, () -> "at once");
		assertThat(miss).succeedsWithin(Duration.ofSeconds(20)).isEqualTo("at once");
	}

	@Test
	void valueThatNobodyAsksForInTheBackgroundRests() throws Throwable {
		CacheEngine node = dueOn(LoadSettings.UNLIMITED, 0, KEY);
		CacheRegion region = node.region("cache");
		assertThat(region.lookup(KEY, KEY, String.class, (refresh) -> null)).isInstanceOf(Lookup.Hit.class);
		Awaitility.await().until(() -> header().isResting());
		assertThat(region.statistics().failedRefreshes()).isZero();
	}

	@Test
	void callerIsServedWhereTheContextOfItsRefreshCannotBeCaptured() throws Throwable {
		CacheEngine node = dueOn(LoadSettings.UNLIMITED, new LoadThreads(this.threads, 0, (task) -> {
			throw new IllegalStateException("no context");
		}), KEY);
		assertThat(load(node, KEY, UNEXPECTED)).isEqualTo("old");
		CacheRegion region = node.region("cache");
		Refreshing refreshing = region.refreshing(KEY, KEY, EngineFixture.STRINGS, CompletableFuture::new);
		region.local().clear();
		assertThat(Await.await(region.lookupAsync(KEY, KEY, String.class, refreshing))).isInstanceOf(Lookup.Hit.class);
	}

	@Test
	void refreshMayEndWhenTheApplicationStops() throws Throwable {
		CacheEngine node = dueOn(LoadSettings.UNLIMITED, 0, KEY);
		load(node, KEY, this.slow);
		awaitLoads(1);
		CompletableFuture<Void> stopped = node.stop(Duration.ofSeconds(5)).toCompletableFuture();
		assertThat(stopped).isNotDone();
		this.released.countDown();
		stopped.get();
		assertThat(content(KEY)).isEqualTo("value");
	}

	@Test
	void refreshThatDoesNotEndIsInterruptedAndItsLeaseGivenBackWhenTheApplicationStops() throws Throwable {
		CacheEngine node = dueOn(LoadSettings.UNLIMITED, 0, KEY);
		load(node, KEY, this.slow);
		awaitLoads(1);
		CompletableFuture<Void> stopped = node.stop(Duration.ofSeconds(5)).toCompletableFuture();
		this.fixture.time.pass(Duration.ofSeconds(5));
		stopped.get();
		assertThat(header().isResting()).isTrue();
		Awaitility.await().until(() -> node.region("cache").statistics().failedRefreshes() == 1);
		assertThat(content(KEY)).isEqualTo("old");
	}

	@Test
	void refreshWhoseValueComesLaterIsAwaitedAndItsLeaseGivenBackToo() throws Throwable {
		CacheEngine node = dueOn(LoadSettings.UNLIMITED, 0, KEY);
		CacheRegion region = node.region("cache");
		CompletableFuture<Object> source = new CompletableFuture<>();
		region.lookup(KEY, KEY, String.class, region.refreshing(KEY, KEY, EngineFixture.STRINGS, () -> {
			this.loads.incrementAndGet();
			return source;
		}));
		awaitLoads(1);
		CompletableFuture<Void> stopped = node.stop(Duration.ofSeconds(5)).toCompletableFuture();
		assertThat(stopped).isNotDone();
		this.fixture.time.pass(Duration.ofSeconds(5));
		stopped.get();
		assertThat(header().isResting()).isTrue();
		source.complete("late");
		assertThat(content(KEY)).isEqualTo("old");
	}

	@Test
	void nothingIsRefreshedOnceTheApplicationStops() throws Throwable {
		CacheEngine node = dueOn(LoadSettings.UNLIMITED, 0, KEY);
		node.stop(Duration.ZERO);
		assertThat(load(node, KEY, UNEXPECTED)).isEqualTo("old");
		assertThat(header().isLeased()).isFalse();
	}

	private CacheEngine dueOn(LoadSettings settings, int threads, CacheKey... keys) throws Throwable {
		return dueOn(settings, new LoadThreads(this.threads, threads, LoadContext.NONE), keys);
	}

	private CacheEngine dueOn(LoadSettings settings, LoadThreads threads, CacheKey... keys) throws Throwable {
		this.fixture.freshness(new FreshnessSettings(AFTER, 0, Duration.ZERO));
		this.fixture.loads(settings, threads);
		CacheEngine node = this.fixture.node();
		for (CacheKey key : keys) {
			load(node, key, () -> "old");
		}
		this.fixture.time.pass(AFTER);
		return node;
	}

	private void assertRefreshesLater(CacheEngine node) {
		this.fixture.time.pass(LeaseRenewal.TERM);
		Awaitility.await().until(() -> {
			assertThat(attempt(node, KEY, () -> "new")).isIn("old", "new");
			this.fixture.time.pass(LeaseRenewal.TERM);
			return content(KEY).equals("new");
		});
	}

	private Entry header() {
		return this.fixture.remote.content(KEY).flatMap(Entry::parse).orElseThrow();
	}

	private String content(CacheKey key) {
		return RemoteTierFixture.text(this.fixture.remote.content(key)).orElseThrow();
	}

}
