package io.cacheaside.engine;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.cacheaside.CacheLayer;
import io.cacheaside.CacheUnavailableException;
import io.cacheaside.InvalidationTarget;
import io.cacheaside.PutOptions;
import io.cacheaside.TimeToLive;
import io.cacheaside.codec.Entry;
import io.cacheaside.key.CacheKey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** One cache of the engine on fake ports and fake time. */
class CacheRegionTests {

	private static final CacheKey KEY = new CacheKey("cache", "cache:key");

	private static final EntryPolicy STRINGS = EntryPolicy.defaults(String.class);

	private static final Loader UNEXPECTED = () -> {
		throw new AssertionError("not to be loaded");
	};

	private final EngineFixture fixture = new EngineFixture()
		.shape(new EngineFixture.Shape(true, Duration.ofMinutes(1), 0, Set.of("all"), false, false));

	private final FakeRemoteTier remote = this.fixture.remote;

	private CacheEngine engine = this.fixture.node();

	@AfterEach
	void hitsAndMissesAreTheCalls() {
		CacheStatistics statistics = region().statistics();
		assertThat(statistics.misses()).isGreaterThanOrEqualTo(statistics.bypasses());
		assertThat(statistics.loads() + statistics.failedLoads()).isLessThanOrEqualTo(statistics.misses());
	}

	@Test
	void missLoadsAndStoresAndTheNextCallHits() throws Throwable {
		assertThat(region().getOrLoad(KEY, STRINGS, () -> "value")).isEqualTo("value");
		assertThat(region().getOrLoad(KEY, STRINGS, UNEXPECTED)).isEqualTo("value");
		assertThat(region().statistics().misses()).isEqualTo(1);
		assertThat(region().statistics().remoteHits()).isEqualTo(1);
		assertThat(region().statistics().loads()).isEqualTo(1);
		assertThat(region().statistics().puts()).isEqualTo(1);
		assertThat(this.remote.calls(FakeRemoteTier.Operation.READ)).isEqualTo(2);
	}

	@Test
	void nullIsAHitUnlessItsTimeToLiveIsZero() throws Throwable {
		region().getOrLoad(KEY, STRINGS, () -> null);
		assertThat(region().lookup(KEY, String.class)).isEqualTo(new Lookup.Hit(null, CacheLayer.REMOTE));
		shape(true, Duration.ZERO, 0);
		CacheKey other = new CacheKey("cache", "cache:other");
		region().getOrLoad(other, STRINGS, () -> null);
		assertThat(region().lookup(other, String.class)).isEqualTo(Lookup.MISS);
	}

	@Test
	void putOfNullThatIsNotCachedRemovesTheOlderValue() {
		shape(true, Duration.ZERO, 0);
		put("old");
		put(null);
		assertThat(this.remote.keys()).isEmpty();
	}

	@Test
	void entriesExpire() {
		put("value");
		this.fixture.time.pass(Duration.ofMinutes(10).minusMillis(1));
		assertThat(region().lookup(KEY, String.class)).isInstanceOf(Lookup.Hit.class);
		this.fixture.time.pass(Duration.ofMillis(1));
		assertThat(region().lookup(KEY, String.class)).isInstanceOf(Lookup.Miss.class);
	}

	@Test
	void headerTellsPositionTagsAndHowLongTheLoadTook() throws Throwable {
		EntryPolicy tagged = EntryPolicy.of(String.class, PutOptions.DEFAULTS.withTags("own"));
		region().getOrLoad(KEY, tagged, () -> {
			this.fixture.time.pass(Duration.ofMillis(3));
			return "value";
		});
		Entry entry = Entry.parse(Await.await(this.remote.read(KEY)).orElseThrow()).orElseThrow();
		assertThat(entry.position()).isEqualTo(this.engine.log().applied());
		assertThat(entry.tags()).containsExactlyInAnyOrder("own", "all");
		assertThat(entry.loadMicros()).isEqualTo(3_000);
	}

	@Test
	void valueThatCannotBeReadIsAMissAndReplaced() throws Throwable {
		put("undecodable");
		assertThat(region().getOrLoad(KEY, STRINGS, () -> "value")).isEqualTo("value");
		assertThat(region().getOrLoad(KEY, STRINGS, UNEXPECTED)).isEqualTo("value");
		assertThat(region().statistics().undecodable()).isEqualTo(1);
	}

	@Test
	void bytesOfSomebodyElseAreAMiss() {
		this.remote.place(KEY, new byte[] { 1, 2, 3 }, TimeToLive.NONE);
		assertThat(region().lookup(KEY, String.class)).isInstanceOf(Lookup.Miss.class);
		assertThat(region().statistics().undecodable()).isEqualTo(1);
	}

	@Test
	void entryOfAnotherLongKeyWithTheSameHashIsAMiss() {
		CacheKey key = new CacheKey("cache", "cache:" + "x".repeat(CacheKey.MAXIMUM_LENGTH));
		CacheKey other = new CacheKey("cache", "cache:" + "y".repeat(CacheKey.MAXIMUM_LENGTH));
		Await.await(region().put(PendingPut.of(other, region().start()), "value", STRINGS));
		byte[] entry = Await.await(this.remote.read(other)).orElseThrow();
		this.remote.place(key, entry, TimeToLive.NONE);
		assertThat(region().lookup(key, String.class)).isInstanceOf(Lookup.Miss.class);
		assertThat(region().lookup(other, String.class)).isInstanceOf(Lookup.Hit.class);
	}

	@Test
	void valueThatCannotBeWrittenIsReturnedAndCounted() throws Throwable {
		assertThat(region().getOrLoad(KEY, STRINGS, () -> "unencodable")).isEqualTo("unencodable");
		assertThat(this.remote.keys()).isEmpty();
		assertThat(region().statistics().unencodable()).isEqualTo(1);
	}

	@Test
	void codecThatThrowsAnythingFailsNoCall() throws Throwable {
		assertThat(region().getOrLoad(KEY, STRINGS, () -> "bug")).isEqualTo("bug");
		assertThat(region().statistics().unencodable()).isEqualTo(1);
		put("bug when read");
		assertThat(region().getOrLoad(KEY, STRINGS, () -> "value")).isEqualTo("value");
		assertThat(region().getOrLoad(KEY, STRINGS, UNEXPECTED)).isEqualTo("value");
		assertThat(region().statistics().undecodable()).isEqualTo(1);
	}

	@Test
	void valueThatIsTooLargeIsReturnedAndCountedAndAsAPutRemovesTheOlderOne() throws Throwable {
		String large = "x".repeat(2_000);
		assertThat(region().getOrLoad(KEY, STRINGS, () -> large)).isEqualTo(large);
		assertThat(this.remote.keys()).isEmpty();
		put("old");
		put(large);
		assertThat(this.remote.keys()).isEmpty();
		assertThat(region().statistics().oversized()).isEqualTo(2);
	}

	@Test
	void failedReadIsABypassThatLoadsAndDoesNotStore() throws Throwable {
		this.remote.failNext(new IllegalStateException("slow"));
		assertThat(region().getOrLoad(KEY, STRINGS, () -> "value")).isEqualTo("value");
		assertThat(this.remote.calls(FakeRemoteTier.Operation.STORE)).isZero();
		assertThat(region().statistics().bypasses()).isEqualTo(1);
		assertThat(region().statistics().misses()).isEqualTo(1);
		assertThat(region().statistics().failures()).isEqualTo(1);
	}

	@Test
	void whileDisconnectedNothingIsAsked() throws Throwable {
		this.remote.reachable(false);
		assertThat(region().getOrLoad(KEY, STRINGS, () -> "value")).isEqualTo("value");
		assertThat(this.remote.calls(FakeRemoteTier.Operation.READ)).isZero();
		assertThat(region().statistics().bypasses()).isEqualTo(1);
	}

	@Test
	void failedStoreAfterALoadReachesNobody() throws Throwable {
		assertThat(region().getOrLoad(KEY, STRINGS, () -> {
			this.remote.failNext(new IllegalStateException("full"));
			return "value";
		})).isEqualTo("value");
		assertThat(region().statistics().failures()).isEqualTo(1);
		assertThat(this.engine.undeliveredInvalidations()).isZero();
	}

	@Test
	void failedPutInvalidatesTheOlderValue() {
		put("old");
		this.remote.failNext(new IllegalStateException("slow"));
		put("new");
		assertThat(this.engine.undeliveredInvalidations()).isEqualTo(1);
		assertThat(region().lookup(KEY, String.class)).isEqualTo(Lookup.BYPASS);
		this.fixture.time.pass(UndeliveredInvalidations.RETRY_INTERVAL);
		assertThat(this.engine.undeliveredInvalidations()).isZero();
		assertThat(region().lookup(KEY, String.class)).isInstanceOf(Lookup.Miss.class);
	}

	@Test
	void whileAnInvalidationIsUndeliveredNothingIsReadNorStored() throws Throwable {
		put("old");
		this.remote.failNext(new IllegalStateException("slow"));
		Await.await(region().evict(KEY));
		assertThat(region().getOrLoad(KEY, STRINGS, () -> "new")).isEqualTo("new");
		assertThat(this.remote.calls(FakeRemoteTier.Operation.STORE)).isEqualTo(1);
		put("newer");
		assertThat(this.engine.undeliveredInvalidations()).isEqualTo(2);
		this.fixture.time.pass(UndeliveredInvalidations.RETRY_INTERVAL);
		assertThat(this.remote.keys()).isEmpty();
		assertThat(region().getOrLoad(KEY, STRINGS, () -> "new")).isEqualTo("new");
		assertThat(region().getOrLoad(KEY, STRINGS, UNEXPECTED)).isEqualTo("new");
	}

	@Test
	void policyFailThrowsAndKeepsTheInvalidation() {
		this.engine = this.fixture.policy(UnreachablePolicy.FAIL).node();
		this.remote.failNext(new IllegalStateException("slow"));
		assertThatThrownBy(() -> Await.await(region().evict(KEY))).isInstanceOf(CacheUnavailableException.class);
		assertThat(this.engine.undeliveredInvalidations()).isEqualTo(1);
	}

	@Test
	void exceptionOfALoaderIsCountedAndUnchanged() {
		assertThatThrownBy(() -> region().getOrLoad(KEY, STRINGS, () -> {
			throw new IOException("no");
		})).isExactlyInstanceOf(IOException.class);
		assertThat(region().statistics().failedLoads()).isEqualTo(1);
		assertThat(this.remote.keys()).isEmpty();
	}

	@Test
	void jitterShortensByItsShareAtMost() {
		shape(true, Duration.ofMinutes(1), 0.5);
		put("value");
		this.fixture.time.pass(Duration.ofMinutes(5).minusMillis(1));
		assertThat(region().lookup(KEY, String.class)).isInstanceOf(Lookup.Hit.class);
		this.fixture.time.pass(Duration.ofMinutes(5));
		assertThat(region().lookup(KEY, String.class)).isInstanceOf(Lookup.Miss.class);
	}

	@Test
	void disabledCacheOnlyLoads() throws Throwable {
		shape(false, Duration.ofMinutes(1), 0);
		assertThat(region().getOrLoad(KEY, STRINGS, () -> "value")).isEqualTo("value");
		assertThat(region().lookupAll(List.of(KEY), String.class)).containsExactly(Lookup.BYPASS);
		for (FakeRemoteTier.Operation operation : FakeRemoteTier.Operation.values()) {
			assertThat(this.remote.calls(operation)).as(operation.name()).isZero();
		}
		assertThat(region().statistics().misses()).isZero();
	}

	@Test
	void severalKeysAreReadInOneCall() {
		put("value");
		CacheKey absent = new CacheKey("cache", "cache:absent");
		assertThat(region().lookupAll(List.of(absent, KEY), String.class)).containsExactly(Lookup.MISS,
				new Lookup.Hit("value", CacheLayer.REMOTE));
		assertThat(this.remote.calls(FakeRemoteTier.Operation.READ_ALL)).isEqualTo(1);
	}

	@Test
	void oneInvalidationOfSeveralTargetsIsOneEntryOfTheLog() {
		put("value");
		CacheKey tagged = new CacheKey("other", "other:1");
		Await.await(this.engine.region("other")
			.put(PendingPut.of(tagged, this.engine.capture()), "value",
					EntryPolicy.of(String.class, PutOptions.DEFAULTS.withTags("t"))));
		int entries = this.fixture.log.entries().size();
		Await.await(this.engine.invalidate(
				Invalidation.of(new InvalidationTarget.Tag("t"), new InvalidationTarget.Key("cache", "cache:key"))));
		assertThat(this.fixture.log.entries()).hasSize(entries + 1);
		assertThat(this.remote.keys()).containsExactly("other:1");
		assertThat(this.engine.region("other").lookup(tagged, String.class)).isInstanceOf(Lookup.Miss.class);
		assertThat(region().statistics().evictions()).isEqualTo(1);
	}

	private void put(String value) {
		Await.await(region().put(PendingPut.of(KEY, region().start()), value, STRINGS));
	}

	private CacheRegion region() {
		return this.engine.region("cache");
	}

	private void shape(boolean enabled, Duration nullTtl, double jitter) {
		this.engine = this.fixture.shape(new EngineFixture.Shape(enabled, nullTtl, jitter, Set.of("all"), false, false))
			.node();
	}

}
