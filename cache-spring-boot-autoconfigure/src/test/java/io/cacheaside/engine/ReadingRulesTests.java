package io.cacheaside.engine;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.cacheaside.CacheLayer;
import io.cacheaside.InvalidationTarget;
import io.cacheaside.Position;
import io.cacheaside.TimeToLive;
import io.cacheaside.codec.EntryBuilder;
import io.cacheaside.key.CacheKey;

import static io.cacheaside.engine.EngineFixture.KEY;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The rules of reading and of following the log, each by the trace that breaks without
 * it.
 */
class ReadingRulesTests extends TwoNodes {

	@Test
	void r1LocalHitAsksNobody() throws Throwable {
		load(this.a, "value");
		int reads = this.fixture.remote.calls(FakeRemoteTier.Operation.READ);
		assertThat(lookup(this.a)).isEqualTo(new Lookup.Hit("value", CacheLayer.LOCAL));
		assertThat(this.fixture.remote.calls(FakeRemoteTier.Operation.READ)).isEqualTo(reads);
		assertThat(region(this.a).statistics().localHits()).isEqualTo(1);
	}

	@Test
	void r1LocalEntryEndsWithItsTime() throws Throwable {
		load(this.a, "value");
		this.fixture.time.pass(Duration.ofMinutes(10).minusSeconds(1));
		assertThat(lookup(this.a)).isInstanceOf(Lookup.Hit.class);
		this.fixture.time.pass(Duration.ofSeconds(1));
		assertThat(lookup(this.a)).isInstanceOf(Lookup.Miss.class);
	}

	@Test
	void b2CopyOfARemoteEntryEndsWithTheRemoteOne() throws Throwable {
		load(this.a, "value");
		this.fixture.time.pass(Duration.ofMinutes(9));
		assertThat(lookup(this.b)).isEqualTo(new Lookup.Hit("value", CacheLayer.REMOTE));
		assertThat(lookup(this.b)).isEqualTo(new Lookup.Hit("value", CacheLayer.LOCAL));
		this.fixture.time.pass(Duration.ofMinutes(1));
		assertThat(lookup(this.b)).isInstanceOf(Lookup.Miss.class);
	}

	@Test
	void b2WithoutTheClockOfTheServerNothingIsKeptOfIt() throws Throwable {
		load(this.a, "value");
		this.fixture.remote.clockKnown(false);
		assertThat(lookup(this.b)).isEqualTo(new Lookup.Hit("value", CacheLayer.REMOTE));
		assertThat(lookup(this.b)).isEqualTo(new Lookup.Hit("value", CacheLayer.REMOTE));
	}

	@ParameterizedTest
	@MethodSource("targets")
	void r1InvalidationIsInForceHereAtOnceAndThereWhenTheLogIsRead(InvalidationTarget target) throws Throwable {
		load(this.a, "old");
		assertThat(lookup(this.b)).isInstanceOf(Lookup.Hit.class);
		invalidate(this.a, target);
		assertThat(lookup(this.a)).isNotInstanceOf(Lookup.Hit.class);
		this.fixture.settle();
		assertThat(lookup(this.b)).isNotInstanceOf(Lookup.Hit.class);
	}

	@Test
	void r3RemoteReplyThatIsOlderThanAMarkerFillsNothing() throws Throwable {
		load(this.b, "old");
		this.fixture.remote.hold();
		CompletableFuture<Lookup> read = region(this.a).lookupAsync(KEY, KEY, String.class, Refreshing.NONE)
			.toCompletableFuture();
		this.fixture.remote.release();
		assertThat(read).isCompletedWithValue(new Lookup.Hit("old", CacheLayer.REMOTE));
		this.fixture.remote.hold();
		CacheKey other = new CacheKey("cache", "cache:other");
		this.fixture.remote.release();
		assertThat(region(this.b).getOrLoad(other, TAGGED, () -> "old")).isEqualTo("old");
		this.fixture.remote.hold();
		CompletableFuture<Lookup> late = region(this.a).lookupAsync(other, other, String.class, Refreshing.NONE)
			.toCompletableFuture();
		this.fixture.remote.release();
		invalidate(this.a, new InvalidationTarget.Tag("tag"));
		assertThat(late).isDone();
		assertThat(region(this.a).lookup(other, String.class)).isNotInstanceOf(Lookup.Hit.class);
	}

	@Test
	void r3MarkerThatArrivesWhileTheReplyIsOnItsWayCounts() throws Throwable {
		load(this.b, "old");
		this.fixture.remote.hold();
		CompletableFuture<Lookup> read = region(this.a).lookupAsync(KEY, KEY, String.class, Refreshing.NONE)
			.toCompletableFuture();
		invalidate(this.a, new InvalidationTarget.Tag("tag"));
		this.fixture.remote.release();
		assertThat(read.join()).isNotInstanceOf(Lookup.Hit.class);
		assertThat(lookup(this.a)).isNotInstanceOf(Lookup.Hit.class);
	}

	@Test
	void l7NodeThatIsNotCurrentCatchesUpBeforeItReadsRedis() throws Throwable {
		load(this.a, "old");
		assertThat(lookup(this.b)).isInstanceOf(Lookup.Hit.class);
		invalidate(this.a, new InvalidationTarget.Tag("tag"));
		// This process stands still, and wakes up long after.
		this.fixture.time.stop(Duration.ofMinutes(1));
		assertThat(lookup(this.b)).isNotInstanceOf(Lookup.Hit.class);
	}

	@Test
	void r1LocalTierOfANodeThatIsNotCurrentIsBypassed() throws Throwable {
		load(this.a, "value");
		assertThat(lookup(this.a)).isEqualTo(new Lookup.Hit("value", CacheLayer.LOCAL));
		this.fixture.time.skip(Duration.ofSeconds(5));
		assertThat(lookup(this.a)).isEqualTo(new Lookup.Hit("value", CacheLayer.REMOTE));
		assertThat(region(this.a).statistics().localBypasses()).isEqualTo(1);
	}

	@Test
	void r1BypassOfACallIsCountedOnce() throws Throwable {
		load(this.a, "value");
		this.fixture.time.skip(Duration.ofSeconds(5));
		LocalRead read = region(this.a).localRead(0, String.class, false);
		region(this.a).getOrLoad(KEY, "key", TAGGED, () -> "unused");
		assertThat(read.find(new Object[] { "key" })).isNotNull();
		this.fixture.time.skip(Duration.ofSeconds(5));
		long before = region(this.a).statistics().localBypasses();
		assertThat(read.find(new Object[] { "key" })).isNull();
		assertThat(region(this.a).getOrLoad(KEY, "key", TAGGED, EngineFixture.UNEXPECTED)).isEqualTo("value");
		assertThat(region(this.a).statistics().localBypasses()).isEqualTo(before + 1);
	}

	@Test
	void l7LogIsAskedBeforeRedisIsReadByANodeThatIsNotCurrent() throws Throwable {
		load(this.a, "value");
		long reads = this.fixture.log.calls().stream().filter("read"::equals).count();
		assertThat(region(this.a).lookup(KEY, "another local key", String.class)).isInstanceOf(Lookup.Hit.class);
		assertThat(this.fixture.log.calls().stream().filter("read"::equals)).hasSize((int) reads);
		this.fixture.time.skip(Duration.ofSeconds(5));
		assertThat(region(this.a).lookup(KEY, "a third one", String.class)).isInstanceOf(Lookup.Hit.class);
		assertThat(this.fixture.log.calls().stream().filter("read"::equals)).hasSize((int) reads + 1);
	}

	@Test
	void r3FillThatOutlivesTheMarkerThatItRacedIsNotServed() throws Throwable {
		load(this.b, "old");
		this.fixture.beforeNextPut(() -> {
			invalidate(this.b, new InvalidationTarget.Tag("tag"));
			dropAllMarkers();
			this.fixture.remote.place(KEY, new byte[] { 0 }, TimeToLive.NONE);
		});
		// Checked before the marker came, kept after it was dropped.
		assertThat(lookup(this.a)).isEqualTo(new Lookup.Hit("old", CacheLayer.REMOTE));
		assertThat(lookup(this.a)).isNotInstanceOf(Lookup.Hit.class);
	}

	@Test
	void l4EntryNewerThanTheEndOfTheLogIsAMiss() throws Throwable {
		load(this.a, "value");
		byte[] entry = this.fixture.remote.content(KEY).orElseThrow();
		Position end = this.a.log().applied();
		Position lost = new Position(end.epoch(), end.millis() + 1, 0);
		CacheKey other = new CacheKey("cache", "cache:other");
		this.fixture.remote.place(other, EntryBuilder.moved(entry, end), TimeToLive.NONE);
		assertThat(region(this.b).lookup(other, String.class)).isInstanceOf(Lookup.Hit.class);
		CacheKey third = new CacheKey("cache", "cache:third");
		this.fixture.remote.place(third, EntryBuilder.moved(entry, lost), TimeToLive.NONE);
		assertThat(region(this.b).lookup(third, String.class)).isInstanceOf(Lookup.Miss.class);
	}

	@ParameterizedTest
	@MethodSource("targets")
	void l2EvictionThatBeginsANewLogIsInForceWhenItReturns(InvalidationTarget target) throws Throwable {
		load(this.a, "old");
		this.fixture.log.flush();
		invalidate(this.a, target);
		assertThat(lookup(this.a)).isNotInstanceOf(Lookup.Hit.class);
	}

	@Test
	void l2AfterANewEpochEverythingIsCold() throws Throwable {
		load(this.a, "old");
		this.fixture.log.flush();
		this.fixture.time.pass(Duration.ofSeconds(2));
		assertThat(lookup(this.a)).isNotInstanceOf(Lookup.Hit.class);
		assertThat(lookup(this.b)).isNotInstanceOf(Lookup.Hit.class);
		assertThat(load(this.a, "new")).isEqualTo("new");
		assertThat(lookup(this.b)).isEqualTo(new Lookup.Hit("new", CacheLayer.REMOTE));
	}

}
