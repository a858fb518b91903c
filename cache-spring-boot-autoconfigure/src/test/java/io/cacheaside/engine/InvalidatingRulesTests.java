package io.cacheaside.engine;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.cacheaside.CacheLayer;
import io.cacheaside.InvalidationTarget;

import static io.cacheaside.engine.EngineFixture.KEY;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The rules of invalidating and putting, each by the trace that breaks without it.
 */
class InvalidatingRulesTests extends TwoNodes {

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

	@ParameterizedTest
	@MethodSource("targets")
	void s4PutThatWasInvalidatedBeforeItsOwnMarkerIsLookedForIsNotServed(InvalidationTarget target) {
		LoadStart start = this.a.capture();
		// The tail of the node that puts rests, so that it has to read what is before its
		// own marker, and reads on.
		this.fixture.log.failNext(new IllegalStateException("cut"));
		this.fixture.log.endWaits();
		invalidate(this.b, new InvalidationTarget.Tag("another"));
		this.fixture.log.hold();
		CompletionStage<Void> put = region(this.a).put(PendingPut.of(KEY, start), "old", TAGGED);
		this.b.invalidate(Invalidation.of(target));
		this.fixture.log.release();
		assertThat(put.toCompletableFuture()).isCompleted();
		assertThat(lookup(this.a)).isNotInstanceOf(Lookup.Hit.class);
		this.fixture.settle();
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

}
