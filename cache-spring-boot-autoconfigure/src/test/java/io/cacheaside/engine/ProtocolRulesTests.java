package io.cacheaside.engine;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.cacheaside.CacheLayer;
import io.cacheaside.InvalidationTarget;
import io.cacheaside.TimeToLive;
import io.cacheaside.codec.Entry;
import io.cacheaside.key.CacheKey;

import static io.cacheaside.engine.EngineFixture.KEY;
import static io.cacheaside.engine.EngineFixture.STRINGS;
import static io.cacheaside.engine.EngineFixture.UNEXPECTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The rules of loading and storing, each by the trace that breaks without it.
 */
class ProtocolRulesTests extends TwoNodes {

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
			// Who is interrupted does not wait for the other load, but goes alone.
			Thread.currentThread().interrupt();
			assertThat(load(this.b, "second")).isEqualTo("second");
			assertThat(Thread.interrupted()).isTrue();
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
		assertThat(this.fixture.remote.content(other)).as("its lease was given back").isEmpty();
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
		// It may meet the lease of the first before that is given back.
		await().until(() -> {
			this.fixture.time.pass(Duration.ofMillis(10));
			return second.isDone();
		});
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

}
