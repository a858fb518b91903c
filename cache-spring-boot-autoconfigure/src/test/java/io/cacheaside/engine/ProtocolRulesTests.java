package io.cacheaside.engine;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.cacheaside.CacheLayer;
import io.cacheaside.InvalidationTarget;
import io.cacheaside.Position;
import io.cacheaside.PutOptions;
import io.cacheaside.TimeToLive;
import io.cacheaside.codec.Entry;
import io.cacheaside.codec.EntryBuilder;
import io.cacheaside.engine.log.LogEntry;
import io.cacheaside.key.CacheKey;

import static io.cacheaside.engine.EngineFixture.KEY;
import static io.cacheaside.engine.EngineFixture.STRINGS;
import static io.cacheaside.engine.EngineFixture.UNEXPECTED;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The rules of reading, loading, storing and invalidating, each by the trace that breaks
 * without it: nodes on one remote tier and one log in memory, where every step happens
 * when the test says so.
 */
class ProtocolRulesTests {

	private static final EntryPolicy TAGGED = EntryPolicy.of(String.class, PutOptions.DEFAULTS.withTags("tag"));

	private final EngineFixture fixture = new EngineFixture();

	private final CacheEngine a = this.fixture.node();

	private final CacheEngine b = this.fixture.node();

	static Stream<InvalidationTarget> targets() {
		return Stream.of(new InvalidationTarget.Key("cache", "cache:key"), new InvalidationTarget.Tag("tag"),
				new InvalidationTarget.Pattern("cache:k*"), new InvalidationTarget.Pattern("*:?ey"),
				new InvalidationTarget.WholeCache("cache"));
	}

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
		assertThat(lookup(this.a)).isEqualTo(Lookup.MISS);
	}

	@Test
	void b2CopyOfARemoteEntryEndsWithTheRemoteOne() throws Throwable {
		load(this.a, "value");
		this.fixture.time.pass(Duration.ofMinutes(9));
		assertThat(lookup(this.b)).isEqualTo(new Lookup.Hit("value", CacheLayer.REMOTE));
		assertThat(lookup(this.b)).isEqualTo(new Lookup.Hit("value", CacheLayer.LOCAL));
		this.fixture.time.pass(Duration.ofMinutes(1));
		assertThat(lookup(this.b)).isEqualTo(Lookup.MISS);
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

	@ParameterizedTest
	@MethodSource("targets")
	void s0LoadThatRacedAnInvalidationIsForItsOwnCallerOnly(InvalidationTarget target) throws Throwable {
		Object own = region(this.a).getOrLoad(KEY, TAGGED, () -> {
			invalidate(this.a, target);
			return "old";
		});
		assertThat(own).isEqualTo("old");
		assertThat(load(this.a, "new")).isEqualTo("new");
		this.fixture.settle();
		assertThat(lookup(this.b)).isEqualTo(new Lookup.Hit("new", CacheLayer.REMOTE));
	}

	@ParameterizedTest
	@MethodSource("targets")
	void s0InvalidationByAnotherNodeDuringALoadIsSeenByPosition(InvalidationTarget target) throws Throwable {
		region(this.a).getOrLoad(KEY, TAGGED, () -> {
			invalidate(this.b, target);
			this.fixture.settle();
			return "old";
		});
		assertThat(lookup(this.a)).isNotInstanceOf(Lookup.Hit.class);
		assertThat(lookup(this.b)).isNotInstanceOf(Lookup.Hit.class);
	}

	@Test
	void s0ValueThatLagsBehindIsRejectedByWhoeverKnowsMore() throws Throwable {
		InvalidationTarget tag = new InvalidationTarget.Tag("tag");
		region(this.a).getOrLoad(KEY, TAGGED, () -> {
			// This node does not read the log before its load is stored.
			invalidate(this.b, tag);
			return "old";
		});
		assertThat(lookup(this.b)).isNotInstanceOf(Lookup.Hit.class);
		this.fixture.settle();
		assertThat(lookup(this.a)).isNotInstanceOf(Lookup.Hit.class);
	}

	@Test
	void s0ValueBuiltFromOthersBecomesStaleWithThem() throws Throwable {
		CacheKey outer = new CacheKey("outer", "outer:1");
		Loader building = () -> "built from " + load(this.a, "old");
		assertThat(this.a.region("outer").getOrLoad(outer, STRINGS, building)).isEqualTo("built from old");
		assertThat(this.a.region("outer").lookup(outer, String.class)).isInstanceOf(Lookup.Hit.class);
		invalidate(this.a, new InvalidationTarget.Key("cache", "cache:key"));
		assertThat(this.a.region("outer").lookup(outer, String.class)).isNotInstanceOf(Lookup.Hit.class);
		load(this.a, "new");
		this.a.region("outer").getOrLoad(outer, STRINGS, building);
		invalidate(this.b, new InvalidationTarget.Tag("tag"));
		this.fixture.settle();
		assertThat(this.a.region("outer").lookup(outer, String.class)).isNotInstanceOf(Lookup.Hit.class);
	}

	@Test
	void s0ValueBuiltFromAHitBecomesStaleWithIt() throws Throwable {
		load(this.a, "old");
		CacheKey outer = new CacheKey("outer", "outer:1");
		this.a.region("outer").getOrLoad(outer, STRINGS, () -> "built from " + load(this.a, "unexpected"));
		invalidate(this.a, new InvalidationTarget.Pattern("cache:*"));
		assertThat(this.a.region("outer").lookup(outer, String.class)).isNotInstanceOf(Lookup.Hit.class);
	}

	@Test
	void i1SlotIsEmptiedOnlyAfterTheAppendIsAcknowledged() throws Throwable {
		load(this.a, "old");
		this.fixture.log.hold();
		CompletableFuture<Long> evicted = region(this.a).evict(KEY).toCompletableFuture();
		assertThat(this.fixture.remote.calls(FakeRemoteTier.Operation.DELETE)).isZero();
		assertThat(evicted).isNotDone();
		this.fixture.log.release();
		assertThat(evicted).isCompletedWithValue(1L);
		assertThat(this.fixture.remote.keys()).isEmpty();
	}

	@ParameterizedTest
	@MethodSource("targets")
	void i1BarrierStandsWhileTheAppendIsOnItsWay(InvalidationTarget target) throws Throwable {
		load(this.a, "old");
		this.fixture.log.hold();
		this.a.invalidate(Invalidation.of(target));
		assertThat(lookup(this.a)).isNotInstanceOf(Lookup.Hit.class);
		assertThat(load(this.a, "new")).isEqualTo("new");
		this.fixture.log.release();
	}

	@Test
	void i2UndeliveredInvalidationIsInForceHereAndKeepsRedisFromBeingRead() throws Throwable {
		load(this.a, "old");
		this.fixture.log.failNext(new IllegalStateException("out of memory"));
		invalidate(this.a, new InvalidationTarget.Tag("tag"));
		assertThat(this.a.undeliveredInvalidations()).isEqualTo(1);
		assertThat(lookup(this.a)).isEqualTo(Lookup.BYPASS);
		this.fixture.time.pass(Duration.ofSeconds(1));
		assertThat(this.a.undeliveredInvalidations()).isZero();
		assertThat(lookup(this.a)).isInstanceOf(Lookup.Miss.class);
		assertThat(lookup(this.b)).isNotInstanceOf(Lookup.Hit.class);
	}

	@Test
	void i2DeletionThatFailedIsRetriedToo() throws Throwable {
		load(this.a, "old");
		this.fixture.remote.failNext(new IllegalStateException("slow"));
		invalidate(this.a, new InvalidationTarget.Key("cache", "cache:key"));
		assertThat(this.fixture.remote.keys()).isNotEmpty();
		this.fixture.time.pass(Duration.ofSeconds(1));
		assertThat(this.fixture.remote.keys()).isEmpty();
	}

	@Test
	void r3RemoteReplyThatIsOlderThanAMarkerFillsNothing() throws Throwable {
		load(this.b, "old");
		this.fixture.remote.hold();
		CompletableFuture<Lookup> read = region(this.a).lookupAsync(KEY, KEY, String.class).toCompletableFuture();
		this.fixture.remote.release();
		assertThat(read).isCompletedWithValue(new Lookup.Hit("old", CacheLayer.REMOTE));
		this.fixture.remote.hold();
		CacheKey other = new CacheKey("cache", "cache:other");
		this.fixture.remote.release();
		assertThat(region(this.b).getOrLoad(other, TAGGED, () -> "old")).isEqualTo("old");
		this.fixture.remote.hold();
		CompletableFuture<Lookup> late = region(this.a).lookupAsync(other, other, String.class).toCompletableFuture();
		this.fixture.remote.release();
		invalidate(this.a, new InvalidationTarget.Tag("tag"));
		assertThat(late).isDone();
		assertThat(region(this.a).lookup(other, String.class)).isNotInstanceOf(Lookup.Hit.class);
	}

	@Test
	void r3MarkerThatArrivesWhileTheReplyIsOnItsWayCounts() throws Throwable {
		load(this.b, "old");
		this.fixture.remote.hold();
		CompletableFuture<Lookup> read = region(this.a).lookupAsync(KEY, KEY, String.class).toCompletableFuture();
		invalidate(this.a, new InvalidationTarget.Tag("tag"));
		this.fixture.remote.release();
		assertThat(read.join()).isNotInstanceOf(Lookup.Hit.class);
		assertThat(lookup(this.a)).isNotInstanceOf(Lookup.Hit.class);
	}

	@Test
	void s1SlotIsLeasedBeforeTheSourceIsRead() throws Throwable {
		region(this.a).getOrLoad(KEY, TAGGED, () -> {
			Entry slot = Entry.parse(this.fixture.remote.content(KEY).orElseThrow()).orElseThrow();
			assertThat(slot.isLeased()).isTrue();
			assertThat(slot.hasValue()).isFalse();
			return "value";
		});
		Entry slot = Entry.parse(this.fixture.remote.content(KEY).orElseThrow()).orElseThrow();
		assertThat(slot.isLeased()).isFalse();
	}

	@Test
	void s1SlotThatWasEmptiedRefusesTheStore() throws Throwable {
		region(this.a).getOrLoad(KEY, TAGGED, () -> {
			Await.await(this.fixture.remote.delete(List.of(KEY)));
			return "old";
		});
		assertThat(this.fixture.remote.keys()).isEmpty();
		assertThat(region(this.a).statistics().refusedPuts()).isEqualTo(1);
	}

	@Test
	void s1LeaseIsKeptWhileTheLoaderWorks() throws Throwable {
		region(this.a).getOrLoad(KEY, TAGGED, () -> {
			this.fixture.time.pass(LeaseRenewal.TERM.multipliedBy(10));
			return "value";
		});
		assertThat(lookup(this.b)).isEqualTo(new Lookup.Hit("value", CacheLayer.REMOTE));
		assertThat(this.fixture.remote.calls(FakeRemoteTier.Operation.EXTEND)).isGreaterThan(10);
	}

	@Test
	void s1LoadWhoseLeaseRanOutDoesNotOverwriteTheNextOne() throws Throwable {
		region(this.a).getOrLoad(KEY, TAGGED, () -> {
			this.fixture.remote.place(KEY, new byte[] { 0 }, TimeToLive.of(Duration.ofMillis(1)));
			this.fixture.time.pass(Duration.ofMillis(10));
			assertThat(load(this.b, "second")).isEqualTo("second");
			return "first";
		});
		assertThat(lookup(this.fixture.node())).isEqualTo(new Lookup.Hit("second", CacheLayer.REMOTE));
	}

	@Test
	void s1LeaseOlderThanAnInvalidationIsTakenOver() throws Throwable {
		region(this.a).getOrLoad(KEY, TAGGED, () -> {
			invalidate(this.b, new InvalidationTarget.WholeCache("cache"));
			assertThat(load(this.b, "second")).isEqualTo("second");
			return "first";
		});
		this.fixture.settle();
		assertThat(lookup(this.a)).isEqualTo(new Lookup.Hit("second", CacheLayer.REMOTE));
	}

	@Test
	void s1LeaseOfAnotherLoadIsLeftAlone() throws Throwable {
		region(this.a).getOrLoad(KEY, TAGGED, () -> {
			assertThat(load(this.b, "second")).isEqualTo("second");
			return "first";
		});
		assertThat(lookup(this.fixture.node())).isEqualTo(new Lookup.Hit("first", CacheLayer.REMOTE));
	}

	@Test
	void s2LoadThatTookTooLongIsNotStored() throws Throwable {
		assertThat(region(this.a).getOrLoad(KEY, TAGGED, () -> {
			this.fixture.time.pass(CoherenceSettings.DEFAULTS.maxLoadAge().plusSeconds(1));
			return "old";
		})).isEqualTo("old");
		assertThat(lookup(this.a)).isNotInstanceOf(Lookup.Hit.class);
	}

	@Test
	void s2LoadDuringWhichMarkersWereDroppedIsNotStored() throws Throwable {
		region(this.a).getOrLoad(KEY, TAGGED, () -> {
			invalidate(this.a, new InvalidationTarget.Tag("tag"));
			dropAllMarkers();
			return "old";
		});
		assertThat(lookup(this.a)).isNotInstanceOf(Lookup.Hit.class);
		assertThat(this.fixture.remote.keys()).isEmpty();
	}

	@Test
	void s3MarkerIsForgottenOnlyAfterWhatItMakesStale() throws Throwable {
		load(this.a, "old");
		invalidate(this.a, new InvalidationTarget.Tag("tag"));
		// Nobody has read the local entry since.
		dropAllMarkers();
		this.fixture.remote.place(KEY, new byte[] { 0 }, TimeToLive.NONE);
		assertThat(lookup(this.a)).isNotInstanceOf(Lookup.Hit.class);
	}

	@Test
	void s3LocalEntryThatNothingMakesStaleOutlivesTheMarkers() throws Throwable {
		load(this.a, "value");
		invalidate(this.a, new InvalidationTarget.Tag("another"));
		dropAllMarkers();
		assertThat(lookup(this.a)).isEqualTo(new Lookup.Hit("value", CacheLayer.LOCAL));
	}

	@Test
	void s4PutIsSeenHereAndThere() {
		put(this.a, "value", this.a.capture());
		assertThat(lookup(this.a)).isInstanceOf(Lookup.Hit.class);
		this.fixture.settle();
		assertThat(lookup(this.b)).isEqualTo(new Lookup.Hit("value", CacheLayer.REMOTE));
	}

	@Test
	void s4OfTwoWritersTheLaterAppendDoesNotWinWithTheEarlierValue() {
		LoadStart first = this.a.capture();
		LoadStart second = this.b.capture();
		put(this.b, "2", second);
		put(this.a, "1", first);
		this.fixture.settle();
		assertThat(lookup(this.a)).isNotInstanceOf(Lookup.Hit.class);
		assertThat(lookup(this.b)).isNotInstanceOf(Lookup.Hit.class);
	}

	@ParameterizedTest
	@MethodSource("targets")
	void s4PutThatRacedAnInvalidationOnlyEvicts(InvalidationTarget target) {
		LoadStart start = this.a.capture();
		invalidate(this.b, target);
		put(this.a, "old", start);
		this.fixture.settle();
		assertThat(lookup(this.a)).isNotInstanceOf(Lookup.Hit.class);
		assertThat(lookup(this.b)).isNotInstanceOf(Lookup.Hit.class);
	}

	@Test
	void s4LoadThatBeganBeforeAPutDoesNotReplaceIt() throws Throwable {
		region(this.a).getOrLoad(KEY, TAGGED, () -> {
			put(this.b, "new", this.b.capture());
			return "old";
		});
		this.fixture.settle();
		assertThat(lookup(this.a)).isEqualTo(new Lookup.Hit("new", CacheLayer.REMOTE));
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
	void i3EvictedTargetIsBypassedWithinTheTransaction() throws Throwable {
		load(this.a, "old");
		this.fixture.transactions.begin(this.a.capture());
		invalidate(this.a, new InvalidationTarget.Tag("tag"));
		assertThat(lookup(this.a)).isNotInstanceOf(Lookup.Hit.class);
		assertThat(load(this.a, "uncommitted")).isEqualTo("uncommitted");
		this.fixture.transactions.rollBack();
		assertThat(lookup(this.a)).isEqualTo(new Lookup.Hit("old", CacheLayer.LOCAL));
		assertThat(lookup(this.b)).isEqualTo(new Lookup.Hit("old", CacheLayer.REMOTE));
	}

	@Test
	void i3InvalidationIsCarriedOutAfterTheCommit() throws Throwable {
		load(this.a, "old");
		assertThat(lookup(this.b)).isInstanceOf(Lookup.Hit.class);
		this.fixture.transactions.begin(this.a.capture());
		invalidate(this.a, new InvalidationTarget.Tag("tag"));
		invalidate(this.a, new InvalidationTarget.Key("cache", "cache:key"));
		assertThat(this.fixture.remote.keys()).isNotEmpty();
		this.fixture.transactions.commit();
		assertThat(this.fixture.remote.keys()).isEmpty();
		this.fixture.settle();
		assertThat(lookup(this.b)).isNotInstanceOf(Lookup.Hit.class);
	}

	@Test
	void s2ValueReadInAWritingTransactionIsStoredAfterItsCommitOrNever() throws Throwable {
		this.fixture.transactions.begin(this.a.capture());
		assertThat(load(this.a, "uncommitted")).isEqualTo("uncommitted");
		assertThat(lookup(this.b)).isNotInstanceOf(Lookup.Hit.class);
		this.fixture.transactions.commit();
		assertThat(lookup(this.b)).isEqualTo(new Lookup.Hit("uncommitted", CacheLayer.REMOTE));
		CacheKey other = new CacheKey("cache", "cache:other");
		this.fixture.transactions.begin(this.a.capture());
		region(this.a).getOrLoad(other, STRINGS, () -> "rolled back");
		this.fixture.transactions.rollBack();
		assertThat(region(this.a).lookup(other, String.class)).isNotInstanceOf(Lookup.Hit.class);
	}

	@Test
	void s2LoadInATransactionIsStampedWithItsBeginningAndCatchesUp() throws Throwable {
		LoadStart began = this.a.capture();
		invalidate(this.b, new InvalidationTarget.Tag("tag"));
		this.fixture.transactions.beginReadOnly(began);
		// The snapshot of the transaction shows the old state.
		assertThat(load(this.a, "old")).isEqualTo("old");
		this.fixture.transactions.rollBack();
		assertThat(lookup(this.a)).isNotInstanceOf(Lookup.Hit.class);
		assertThat(lookup(this.b)).isNotInstanceOf(Lookup.Hit.class);
	}

	@Test
	void r4CallersOfOneKeyShareOneLoad() throws Exception {
		CountDownLatch loading = new CountDownLatch(1);
		CountDownLatch go = new CountDownLatch(1);
		CompletableFuture<@Nullable Object> first = async(() -> region(this.a).getOrLoad(KEY, TAGGED, () -> {
			loading.countDown();
			go.await();
			return "shared";
		}));
		loading.await();
		CompletableFuture<@Nullable Object> second = async(() -> region(this.a).getOrLoad(KEY, TAGGED, UNEXPECTED));
		go.countDown();
		assertThat(first.get()).isEqualTo("shared");
		assertThat(second.get()).isEqualTo("shared");
	}

	@ParameterizedTest
	@MethodSource("targets")
	void r4CallerThatComesAfterAnInvalidationDoesNotJoinAnOlderFlight(InvalidationTarget target) throws Exception {
		CountDownLatch loading = new CountDownLatch(1);
		CountDownLatch go = new CountDownLatch(1);
		CompletableFuture<@Nullable Object> first = async(() -> region(this.a).getOrLoad(KEY, TAGGED, () -> {
			loading.countDown();
			go.await();
			return "old";
		}));
		loading.await();
		invalidate(this.a, target);
		CompletableFuture<@Nullable Object> second = async(() -> region(this.a).getOrLoad(KEY, TAGGED, () -> "new"));
		// A tag is known only when the flight has landed.
		if (!(target instanceof InvalidationTarget.Tag)) {
			assertThat(second.get()).isEqualTo("new");
		}
		go.countDown();
		assertThat(first.get()).isEqualTo("old");
		assertThat(second.get()).isEqualTo("new");
	}

	@Test
	void r4LoaderThatAsksForItsOwnKeyDoesNotWaitForItself() throws Throwable {
		assertThat(region(this.a).getOrLoad(KEY, TAGGED, () -> "outer " + load(this.a, "inner")))
			.isEqualTo("outer inner");
	}

	@Test
	void r4TwoLoadersThatNeedOneAnotherDoNotWaitForOneAnother() throws Exception {
		CacheKey other = new CacheKey("cache", "cache:other");
		CountDownLatch both = new CountDownLatch(2);
		CompletableFuture<@Nullable Object> first = async(() -> region(this.a).getOrLoad(KEY, STRINGS, () -> {
			both.countDown();
			both.await();
			return region(this.a).getOrLoad(other, STRINGS, () -> "inner");
		}));
		CompletableFuture<@Nullable Object> second = async(() -> region(this.a).getOrLoad(other, STRINGS, () -> {
			both.countDown();
			both.await();
			return region(this.a).getOrLoad(KEY, STRINGS, () -> "inner");
		}));
		assertThat(first.get()).isEqualTo("inner");
		assertThat(second.get()).isEqualTo("inner");
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

	private void dropAllMarkers() {
		Position end = this.a.log().applied();
		Await.await(this.fixture.log.announce(new LogEntry.Swept(end, end)));
		this.fixture.settle();
		assertThat(this.a.log().drops()).isPositive();
	}

	private static CompletableFuture<@Nullable Object> async(Loader call) {
		CompletableFuture<@Nullable Object> result = new CompletableFuture<>();
		Thread thread = new Thread(() -> {
			try {
				result.complete(call.load());
			}
			catch (Throwable ex) {
				result.completeExceptionally(ex);
			}
		}, "caller");
		thread.setDaemon(true);
		thread.start();
		return result.orTimeout(20, TimeUnit.SECONDS);
	}

	private static CacheRegion region(CacheEngine node) {
		return node.region("cache");
	}

	private static @Nullable Object load(CacheEngine node, String value) throws Throwable {
		return region(node).getOrLoad(KEY, TAGGED, () -> value);
	}

	private static Lookup lookup(CacheEngine node) {
		return region(node).lookup(KEY, String.class);
	}

	private static void invalidate(CacheEngine node, InvalidationTarget target) {
		Await.await(node.invalidate(Invalidation.of(target)));
	}

	private static void put(CacheEngine node, String value, LoadStart start) {
		Await.await(region(node).put(KEY, value, TAGGED, start));
	}

}
