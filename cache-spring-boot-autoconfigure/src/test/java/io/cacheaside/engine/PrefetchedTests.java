package io.cacheaside.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

import io.cacheaside.CacheLayer;
import io.cacheaside.engine.FakeRemoteTier.Operation;
import io.cacheaside.key.CacheKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** What is read ahead of the remote tier, in fake time. */
@Timeout(60)
class PrefetchedTests {

	private static final CacheKey KEY = EngineFixture.KEY;

	private final EngineFixture fixture = new EngineFixture();

	private final CacheEngine writer = this.fixture.node();

	private final CacheEngine node = this.fixture.node();

	@BeforeEach
	void begin() {
		put("value");
		this.fixture.settle();
		assertThat(prefetch(1_000_000)).isLessThan(1_000_000);
	}

	@Test
	void firstCallIsAHitInThisProcess() throws Throwable {
		assertThat(region().getOrLoad(KEY, EngineFixture.STRINGS, EngineFixture.UNEXPECTED)).isEqualTo("value");
		assertThat(this.fixture.remote.calls(Operation.READ)).isZero();
		assertThat(region().statistics().localHits()).isEqualTo(1);
		assertThat(region().statistics().remoteHits()).isZero();
		assertThat(region().local().get(KEY)).as("it has moved into the local tier").isNotNull();
	}

	@Test
	void lookupFindsItToo() {
		assertThat(region().lookup(KEY, String.class)).isEqualTo(new Lookup.Hit("value", CacheLayer.LOCAL));
		assertThat(get(region().lookupAsync(KEY, KEY, String.class, Refreshing.NONE)))
			.isEqualTo(new Lookup.Hit("value", CacheLayer.LOCAL));
		assertThat(this.fixture.remote.calls(Operation.READ)).isZero();
	}

	@Test
	void valueOfAnotherTypeIsWhatTheRemoteTierSays() {
		assertThat(region().lookup(KEY, Object.class)).isInstanceOf(Lookup.Hit.class);
	}

	@Test
	void whatWasInvalidatedSinceIsNotServed() {
		region(this.writer).evict(KEY);
		this.fixture.settle();
		this.fixture.remote.hold();
		assertThat(region().lookupAsync(KEY, KEY, String.class, Refreshing.NONE)).isNotCompleted();
		this.fixture.remote.release();
		assertThat(region().local().get(KEY)).isNull();
		assertThat(region().lookup(KEY, String.class)).isInstanceOf(Lookup.Miss.class);
	}

	@Test
	void newerValueIsServedInPlaceOfIt() {
		put("newer");
		this.fixture.settle();
		assertThat(region().lookup(KEY, String.class)).isEqualTo(new Lookup.Hit("newer", CacheLayer.REMOTE));
	}

	@Test
	void nodeThatIsNotCurrentAsksTheRemoteTier() {
		this.fixture.time.stop(CoherenceSettings.DEFAULTS.maxStaleness().plusMillis(1));
		assertThat(region().lookup(KEY, String.class)).isEqualTo(new Lookup.Hit("value", CacheLayer.REMOTE));
		assertThat(this.fixture.remote.calls(Operation.READ)).isEqualTo(1);
	}

	@Test
	void whatIsNotAskedForInTenMinutesIsDropped() {
		this.fixture.time.pass(Duration.ofMinutes(9));
		assertThat(region().lookup(KEY, String.class)).isEqualTo(new Lookup.Hit("value", CacheLayer.LOCAL));
		region().local().clear();
		prefetch(1_000_000);
		this.fixture.time.pass(Duration.ofMinutes(10));
		assertThat(region().lookup(KEY, String.class)).isInstanceOf(Lookup.Miss.class);
	}

	@Test
	void whatIsAbsentOrLeasedIsLeftOut() {
		CacheKey leased = new CacheKey("cache", "cache:leased");
		this.fixture.remote.seize(RemoteTierFixture.lease(leased));
		assertThat(get(region().bulk().prefetch(List.of(leased, new CacheKey("cache", "cache:none")), 100)))
			.isEqualTo(100);
		assertThat(this.fixture.remote.calls(Operation.LEASE)).isZero();
	}

	@Test
	void nothingIsReadAheadBeyondItsSize() {
		List<CacheKey> keys = new ArrayList<>();
		for (int i = 0; i < 10; i++) {
			CacheKey key = new CacheKey("cache", "cache:" + i);
			keys.add(key);
			get(region(this.writer).put(PendingPut.of(key, this.writer.capture()), "value", EngineFixture.STRINGS));
		}
		this.fixture.settle();
		assertThat(get(region().bulk().prefetch(keys, 150))).isZero();
		keys.forEach((key) -> region().lookup(key, String.class));
		assertThat(region().statistics().localHits()).isEqualTo(2);
	}

	@Test
	void cacheWithoutALocalTierReadsNothingAhead() {
		this.fixture.withoutLocalTier();
		CacheEngine bare = this.fixture.node();
		assertThat(get(region(bare).bulk().prefetch(List.of(KEY), 100))).isEqualTo(100);
		assertThat(region(bare).bulk().hottest(10)).isEmpty();
	}

	@Test
	void hottestKeysAreThoseOfTheLocalTier() {
		assertThat(region().bulk().hottest(10)).isEmpty();
		region().lookup(KEY, "argument", String.class);
		region().local().get("argument");
		assertThat(region().bulk().hottest(10)).containsExactly(KEY);
	}

	private void put(String value) {
		get(region(this.writer).put(PendingPut.of(KEY, this.writer.capture()), value, EngineFixture.STRINGS));
	}

	private long prefetch(long maximumBytes) {
		return get(region().bulk().prefetch(List.of(KEY), maximumBytes));
	}

	private CacheRegion region() {
		return region(this.node);
	}

	private static CacheRegion region(CacheEngine node) {
		return node.region("cache");
	}

	private static <T> T get(CompletionStage<T> stage) {
		return stage.toCompletableFuture().join();
	}

}
