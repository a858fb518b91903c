package io.cacheaside.engine;

import java.time.Duration;
import java.util.Set;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.Position;
import io.cacheaside.TimeToLive;
import io.cacheaside.engine.InvalidationChecks.After;
import io.cacheaside.engine.InvalidationChecks.Result;
import io.cacheaside.engine.log.LogEntry;
import io.cacheaside.key.CacheKey;

import static io.cacheaside.engine.EngineFixture.KEY;
import static io.cacheaside.engine.EngineFixture.STRINGS;
import static org.assertj.core.api.Assertions.assertThat;

/** Invalidations that are checked a while after they are in force, in fake time. */
@Timeout(60)
class InvalidationWatchTests {

	private final EngineFixture fixture = new EngineFixture().executor(this::execute)
		.watch(new WatchSettings(null, 1), EngineListener.NONE)
		.shape(new EngineFixture.Shape(true, Duration.ofMinutes(1), 0, Set.of("tag"), true, false));

	/** Whether the watch finds no thread. */
	private boolean rejecting;

	private final CacheEngine a = this.fixture.node();

	@Test
	void invalidationIsCheckedThreeTimesOnEveryNode() throws Throwable {
		CacheEngine b = this.fixture.node();
		load(this.a);
		load(b);
		Await.await(region(this.a).evict(KEY));
		this.fixture.time.pass(Duration.ofMillis(1_500));
		assertChecks(this.a, Result.OK, 1, 0, 0);
		assertChecks(b, Result.OK, 1, 0, 0);
		this.fixture.time.pass(Duration.ofSeconds(9));
		assertChecks(b, Result.OK, 1, 1, 0);
		this.fixture.time.pass(Duration.ofSeconds(50));
		assertChecks(this.a, Result.OK, 1, 1, 1);
		assertChecks(b, Result.OK, 1, 1, 1);
		assertThat(violations(this.a) + violations(b)).isZero();
	}

	@Test
	void localTierThatServesWhatWasEvictedIsFound() throws Throwable {
		load(this.a);
		Await.await(region(this.a).evict(KEY));
		this.fixture.breakLocalTier();
		assertThat(load(this.a)).isEqualTo("1");
		this.fixture.time.pass(Duration.ofSeconds(2));
		assertChecks(this.a, Result.VIOLATED, 1, 0, 0);
	}

	@Test
	void localTierThatServesWhatATagOrPatternNamesIsFound() throws Throwable {
		load(this.a);
		Await.await(this.a.invalidate(Invalidation.of(new InvalidationTarget.Tag("tag"))));
		Await.await(this.a.invalidate(Invalidation.of(new InvalidationTarget.Pattern("cache:k*"))));
		Await.await(this.a.invalidate(Invalidation.of(new InvalidationTarget.WholeCache("cache"))));
		Await.await(this.a.invalidate(Invalidation.of(new InvalidationTarget.Tag("other"))));
		Await.await(this.a.invalidate(Invalidation.of(new InvalidationTarget.WholeCache("another"))));
		this.fixture.breakLocalTier();
		this.fixture.time.pass(Duration.ofSeconds(2));
		assertChecks(this.a, Result.VIOLATED, 3, 0, 0);
		assertChecks(this.a, Result.OK, 2, 0, 0);
	}

	@Test
	void entryKeptUnderItsArgumentIsFound() throws Throwable {
		CacheRegion region = region(this.a);
		region.getOrLoad(new CacheKey("cache", "cache:17"), 17L, STRINGS, () -> "value");
		Await.await(region.evict(new CacheKey("cache", "cache:17")));
		this.fixture.breakLocalTier();
		this.fixture.time.pass(Duration.ofSeconds(2));
		assertChecks(this.a, Result.VIOLATED, 1, 0, 0);
	}

	@Test
	void entryThatRedisWouldServeAfterItsMarkerIsGoneIsFound() throws Throwable {
		load(this.a);
		byte[] old = this.fixture.remote.content(KEY).orElseThrow();
		Await.await(region(this.a).evict(KEY));
		this.fixture.time.pass(Duration.ofSeconds(2));
		this.fixture.remote.place(KEY, old, TimeToLive.NONE);
		this.fixture.time.pass(Duration.ofSeconds(10));
		assertThat(violations(this.a)).isZero();
		Position all = this.a.log().applied();
		Await.await(this.fixture.log.announce(new LogEntry.Swept(all, all)));
		this.fixture.settle();
		this.fixture.remote.place(KEY, old, TimeToLive.NONE);
		this.fixture.time.pass(Duration.ofSeconds(50));
		assertChecks(this.a, Result.VIOLATED, 0, 0, 1);
	}

	@Test
	void nobodyKnowsWhileRedisIsAwayOrTheLogIsAnotherOne() throws Throwable {
		load(this.a);
		Await.await(region(this.a).evict(KEY));
		this.fixture.remote.reachable(false);
		this.fixture.time.pass(Duration.ofSeconds(2));
		assertChecks(this.a, Result.UNKNOWN, 1, 0, 0);
		this.fixture.remote.reachable(true);
		this.fixture.log.flush();
		this.fixture.time.pass(Duration.ofSeconds(60));
		assertChecks(this.a, Result.UNKNOWN, 1, 1, 1);
	}

	@Test
	void whatIsInvalidatedSoftlyIsNotChecked() throws Throwable {
		load(this.a);
		Await.await(this.a.invalidate(Invalidation.of(new InvalidationTarget.Tag("tag").soft())));
		this.fixture.time.pass(Duration.ofSeconds(2));
		assertChecks(this.a, Result.OK, 0, 0, 0);
	}

	@Test
	void asManyWaitAsMay() throws Throwable {
		for (int i = 0; i < InvalidationWatch.MAXIMUM_WAITING + 10; i++) {
			Await.await(this.a.invalidate(Invalidation.of(new InvalidationTarget.Tag("tag" + i))));
		}
		this.fixture.time.pass(Duration.ofSeconds(61));
		assertChecks(this.a, Result.OK, InvalidationWatch.MAXIMUM_WAITING, InvalidationWatch.MAXIMUM_WAITING,
				InvalidationWatch.MAXIMUM_WAITING);
		Await.await(this.a.invalidate(Invalidation.of(new InvalidationTarget.Tag("tag"))));
		this.fixture.time.pass(Duration.ofSeconds(2));
		assertThat(this.a.invalidationChecks().count(After.ONE_SECOND, Result.OK))
			.isEqualTo(InvalidationWatch.MAXIMUM_WAITING + 1);
	}

	@Test
	void whoFindsNoThreadWaitsNoMore() {
		this.rejecting = true;
		for (int i = 0; i < InvalidationWatch.MAXIMUM_WAITING; i++) {
			Await.await(this.a.invalidate(Invalidation.of(new InvalidationTarget.Tag("tag" + i))));
		}
		this.fixture.time.pass(Duration.ofSeconds(61));
		assertChecks(this.a, Result.OK, 0, 0, 0);
		this.rejecting = false;
		Await.await(this.a.invalidate(Invalidation.of(new InvalidationTarget.Tag("tag"))));
		this.fixture.time.pass(Duration.ofSeconds(2));
		assertChecks(this.a, Result.OK, 1, 0, 0);
	}

	@Test
	void nobodyKnowsWhatCannotBeLookedAt() throws Throwable {
		load(this.a);
		Await.await(region(this.a).evict(KEY));
		Await.await(this.a.invalidate(
				Invalidation.of(new InvalidationTarget.Key("cache", "cache:key"), new InvalidationTarget.Tag("tag"))));
		this.fixture.remote.onCall(() -> {
			throw new IllegalStateException("a bug");
		});
		this.fixture.time.pass(Duration.ofSeconds(2));
		assertChecks(this.a, Result.UNKNOWN, 2, 0, 0);
	}

	@Test
	void shareOfThePositionsIsChosen() {
		long chosen = IntStream.range(0, 100_000)
			.filter((i) -> InvalidationWatch.isChosen(new Position(7, 1_700_000_000_000L + i / 3, i % 3), 0.01))
			.count();
		assertThat(chosen).isBetween(850L, 1_150L);
	}

	private static void assertChecks(CacheEngine node, Result result, long first, long second, long third) {
		assertThat(new long[] { node.invalidationChecks().count(After.ONE_SECOND, result),
				node.invalidationChecks().count(After.TEN_SECONDS, result),
				node.invalidationChecks().count(After.ONE_MINUTE, result) })
			.containsExactly(first, second, third);
	}

	private static long violations(CacheEngine node) {
		long sum = 0;
		for (After after : After.values()) {
			sum += node.invalidationChecks().count(after, Result.VIOLATED);
		}
		return sum;
	}

	private void execute(Runnable task) {
		if (this.rejecting && task.getClass().getName().startsWith(InvalidationWatch.class.getName())) {
			throw new OutOfMemoryError("no thread");
		}
		task.run();
	}

	private static Object load(CacheEngine node) throws Throwable {
		return region(node).getOrLoad(KEY, STRINGS, () -> "1");
	}

	private static CacheRegion region(CacheEngine node) {
		return node.region("cache");
	}

}
