package io.cacheaside.engine;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.cacheaside.CacheLayer;
import io.cacheaside.InvalidationTarget;
import io.cacheaside.LoadSettings;
import io.cacheaside.PutOptions;
import io.cacheaside.TimeToLive;
import io.cacheaside.engine.log.LogEntry;
import io.cacheaside.key.CacheKey;

import static io.cacheaside.engine.EngineFixture.KEY;
import static io.cacheaside.engine.EngineFixture.UNEXPECTED;
import static io.cacheaside.engine.TwoNodes.TAGGED;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Values that are invalidated softly, on two nodes in fake time, in caches that have no
 * freshness of their own.
 */
@Timeout(60)
class SoftInvalidationTests {

	private static final InvalidationTarget.Key TARGET = new InvalidationTarget.Key("cache", "cache:key");

	private static final InvalidationTarget.Tag TAG = new InvalidationTarget.Tag("tag");

	private final Deque<Runnable> background = new ArrayDeque<>();

	private boolean holding;

	private final EngineFixture fixture = new EngineFixture().loads(LoadSettings.UNLIMITED,
			LoadThreads.of(this::execute));

	private final CacheEngine a = this.fixture.node();

	private final CacheEngine b = this.fixture.node();

	private int loads;

	static Stream<InvalidationTarget> targets() {
		return TwoNodes.targets();
	}

	@ParameterizedTest
	@MethodSource("targets")
	void softlyInvalidatedValueIsServedOnBothNodesUntilItIsLoadedOnce(InvalidationTarget target) throws Throwable {
		load(this.a, "old");
		load(this.b, "unused");
		softly(this.a, target);
		this.fixture.settle();
		assertThat(TwoNodes.lookup(this.b)).isEqualTo(new Lookup.Hit("old", CacheLayer.LOCAL));
		assertThat(load(this.a, "new")).isEqualTo("old");
		assertThat(this.loads).isEqualTo(2);
		assertThat(load(this.b, "unused")).isEqualTo("old");
		assertThat(load(this.b, "unused")).isEqualTo("new");
		assertThat(load(this.a, "unused")).isEqualTo("new");
		assertThat(this.loads).isEqualTo(2);
	}

	@ParameterizedTest
	@MethodSource("targets")
	void withoutALocalTierTooOneLoadsIt(InvalidationTarget target) throws Throwable {
		this.fixture.withoutLocalTier();
		CacheEngine node = this.fixture.node();
		load(node, "old");
		softly(node, target);
		assertThat(load(node, "new")).isEqualTo("old");
		assertThat(load(node, "unused")).isEqualTo("new");
		assertThat(this.loads).isEqualTo(2);
	}

	@Test
	void softlyInvalidatedValueIsServedWhileOneCallerRefreshes() throws Throwable {
		load(this.a, "old");
		softly(this.a, TAG);
		this.holding = true;
		for (int i = 0; i < 10; i++) {
			assertThat(load(this.a, "new")).isEqualTo("old");
		}
		assertThat(this.background).hasSize(1);
		this.holding = false;
		this.background.remove().run();
		assertThat(load(this.a, "unused")).isEqualTo("new");
		assertThat(this.loads).isEqualTo(2);
		assertThat(TwoNodes.region(this.a).statistics().refreshes()).isEqualTo(1);
	}

	@Test
	void whileOneNodeRefreshesTheOtherServes() throws Throwable {
		load(this.a, "old");
		softly(this.a, TAG);
		this.fixture.settle();
		TwoNodes.region(this.a).getOrLoad(KEY, TAGGED, () -> {
			assertThat(TwoNodes.region(this.b).getOrLoad(KEY, TAGGED, UNEXPECTED)).isEqualTo("old");
			this.fixture.time.pass(Duration.ofSeconds(7));
			assertThat(TwoNodes.region(this.b).getOrLoad(KEY, TAGGED, UNEXPECTED)).isEqualTo("old");
			return "new";
		});
		assertThat(load(this.a, "unused")).isEqualTo("new");
	}

	@Test
	void afterTheRefreshNothingIsDue() throws Throwable {
		load(this.a, "old");
		softly(this.a, TARGET);
		softly(this.a, TAG);
		load(this.a, "new");
		for (int i = 0; i < 20; i++) {
			this.fixture.time.pass(Duration.ofSeconds(20));
			softly(this.b, new InvalidationTarget.Tag("another"));
			assertThat(load(this.a, "unused")).isEqualTo("new");
			assertThat(load(this.b, "unused")).isEqualTo("new");
		}
		assertThat(this.loads).isEqualTo(2);
	}

	@Test
	void refreshThatBeganBeforeTheSoftMarkerIsFollowedByAnother() throws Throwable {
		load(this.a, "old");
		softly(this.a, TAG);
		TwoNodes.region(this.a).getOrLoad(KEY, TAGGED, () -> {
			softly(this.b, TAG);
			return "older";
		});
		this.fixture.settle();
		assertThat(load(this.a, "new")).isEqualTo("older");
		assertThat(load(this.a, "unused")).isEqualTo("new");
	}

	@ParameterizedTest
	@MethodSource("targets")
	void loadThatRacedASoftInvalidationIsKeptAndDue(InvalidationTarget target) throws Throwable {
		TwoNodes.region(this.a).getOrLoad(KEY, TAGGED, () -> {
			softly(this.b, target);
			return "old";
		});
		this.fixture.settle();
		assertThat(TwoNodes.lookup(this.b)).isEqualTo(new Lookup.Hit("old", CacheLayer.REMOTE));
		assertThat(load(this.b, "new")).isEqualTo("old");
		assertThat(load(this.b, "unused")).isEqualTo("new");
	}

	@ParameterizedTest
	@MethodSource("targets")
	void hardInvalidationWinsBeforeAndAfterASoftOne(InvalidationTarget target) throws Throwable {
		load(this.a, "old");
		softly(this.a, target);
		TwoNodes.invalidate(this.a, target);
		assertThat(load(this.a, "new")).isEqualTo("new");
		TwoNodes.invalidate(this.a, target);
		softly(this.a, target);
		assertThat(load(this.a, "newer")).isEqualTo("newer");
		this.fixture.settle();
		assertThat(load(this.b, "unused")).isEqualTo("newer");
	}

	@Test
	void oneInvalidationMayNameSomeSoftlyAndSomeNot() throws Throwable {
		CacheKey other = new CacheKey("cache", "cache:other");
		load(this.a, "old");
		TwoNodes.region(this.a).getOrLoad(other, TAGGED, () -> "old");
		int entries = this.fixture.log.entries().size();
		Await.await(
				this.a.invalidate(Invalidation.of(new InvalidationTarget.Key("cache", "cache:other"), TARGET.soft())));
		assertThat(this.fixture.log.entries()).hasSize(entries + 1);
		assertThat(this.fixture.remote.keys()).containsExactly("cache:key");
		assertThat(TwoNodes.region(this.a).lookup(other, String.class)).isInstanceOf(Lookup.Miss.class);
		assertThat(load(this.a, "new")).isEqualTo("old");
		assertThat(load(this.a, "unused")).isEqualTo("new");
	}

	@Test
	void softTargetIsDeferredToTheEndOfATransactionAndHiddenInIt() throws Throwable {
		load(this.a, "old");
		int entries = this.fixture.log.entries().size();
		this.fixture.transactions.begin(this.a.capture());
		softly(this.a, TAG);
		assertThat(this.fixture.log.entries()).hasSize(entries);
		assertThat(TwoNodes.lookup(this.a)).isNotInstanceOf(Lookup.Hit.class);
		this.fixture.transactions.commit();
		assertThat(TwoNodes.lookup(this.a)).isEqualTo(new Lookup.Hit("old", CacheLayer.LOCAL));
		assertThat(load(this.a, "new")).isEqualTo("old");
		assertThat(load(this.a, "unused")).isEqualTo("new");
	}

	@Test
	void valueOutlivesALoaderThatFailsAndRests() throws Throwable {
		load(this.a, "old");
		load(this.b, "unused");
		softly(this.a, TAG);
		assertThat(fail(this.a)).isEqualTo("old");
		assertThat(this.loads).isEqualTo(2);
		this.fixture.time.pass(Lease.REST.minusMillis(1));
		assertThat(fail(this.a)).isEqualTo("old");
		assertThat(fail(this.b)).isEqualTo("old");
		assertThat(this.loads).isEqualTo(2);
		this.fixture.time.pass(LeaseRenewal.TERM);
		assertThat(load(this.b, "new")).isEqualTo("old");
		assertThat(load(this.b, "unused")).isEqualTo("new");
	}

	@Test
	void restingValueIsNotAskedForAtEachFurtherInvalidation() throws Throwable {
		load(this.a, "old");
		softly(this.a, TAG);
		fail(this.a);
		load(this.a, "unused");
		int reads = this.fixture.remote.calls(FakeRemoteTier.Operation.READ);
		for (int i = 0; i < 20; i++) {
			softly(this.a, new InvalidationTarget.Tag("another"));
			softly(this.a, TAG);
			assertThat(load(this.a, "unused")).isEqualTo("old");
		}
		assertThat(this.fixture.remote.calls(FakeRemoteTier.Operation.READ)).isEqualTo(reads);
	}

	@ParameterizedTest
	@MethodSource("targets")
	void s4PutThatRacedASoftInvalidationDoesNotHideIt(InvalidationTarget target) {
		LoadStart start = this.a.capture();
		softly(this.b, target);
		TwoNodes.put(this.a, "old", start);
		this.fixture.settle();
		assertThat(TwoNodes.lookup(this.a)).isNotInstanceOf(Lookup.Hit.class);
		assertThat(TwoNodes.lookup(this.b)).isNotInstanceOf(Lookup.Hit.class);
	}

	@Test
	void undeliveredSoftInvalidationIsRetriedAndTheValueServedMeanwhile() throws Throwable {
		load(this.a, "old");
		load(this.b, "unused");
		this.fixture.log.failNext(new IllegalStateException("out of memory"));
		softly(this.a, TAG);
		assertThat(this.a.undeliveredInvalidations()).isEqualTo(1);
		assertThat(load(this.a, "unused")).isEqualTo("old");
		assertThat(this.loads).isEqualTo(1);
		this.fixture.time.pass(LeaseRenewal.TERM);
		assertThat(this.a.undeliveredInvalidations()).isZero();
		assertThat(load(this.a, "new")).isEqualTo("old");
		assertThat(load(this.a, "unused")).isEqualTo("new");
	}

	@Test
	void headerOfAKeyThatCouldNotBeMadeDueIsRetriedToo() throws Throwable {
		load(this.a, "old");
		this.fixture.remote.failNext(new IllegalStateException("slow"));
		softly(this.a, TARGET);
		assertThat(this.a.undeliveredInvalidations()).isEqualTo(1);
		this.fixture.time.pass(Duration.ofSeconds(1));
		assertThat(this.fixture.remote.calls(FakeRemoteTier.Operation.MAKE_DUE)).isEqualTo(2);
		assertThat(this.a.undeliveredInvalidations()).isZero();
	}

	@ParameterizedTest
	@MethodSource("targets")
	void sweepForgetsTheMarkersAndTheValueIsStillDue(InvalidationTarget target) throws Throwable {
		this.fixture.shape(new EngineFixture.Shape(true, Duration.ofMinutes(1), 0, Set.of("tag"), true, false));
		CacheEngine node = this.fixture.node();
		CacheKey forever = new CacheKey("cache", "cache:key");
		EntryPolicy policy = EntryPolicy.of(String.class, new PutOptions(TimeToLive.NONE, Set.of()));
		node.region("cache").getOrLoad(forever, policy, () -> "old");
		softly(node, target);
		for (int i = 0; i < 60; i++) {
			this.fixture.time.pass(Duration.ofMinutes(1));
		}
		assertThat(node.log().drops()).isPositive();
		assertThat(node.markers().total()).isZero();
		CacheEngine started = this.fixture.node();
		assertThat(started.markers().total()).isZero();
		assertThat(TwoNodes.lookup(started)).isEqualTo(new Lookup.Hit("old", CacheLayer.REMOTE));
		assertThat(load(started, "new")).isEqualTo("old");
		assertThat(load(started, "unused")).isEqualTo("new");
		assertThat(this.loads).isEqualTo(1);
	}

	@Test
	void entryInThisProcessIsDueBeforeItsMarkerIsForgotten() throws Throwable {
		load(this.a, "old");
		softly(this.b, TAG);
		this.fixture.settle();
		Await.await(this.fixture.log.announce(new LogEntry.Swept(this.a.log().applied(), this.a.log().applied())));
		this.fixture.settle();
		assertThat(this.a.markers().total()).isZero();
		this.fixture.remote.makeDue(List.of(KEY));
		assertThat(load(this.a, "new")).isEqualTo("old");
		assertThat(this.loads).isEqualTo(2);
	}

	@Test
	void whatWasBuiltFromASoftlyInvalidatedValueIsDueAndBuiltFromTheNewOne() throws Throwable {
		CacheKey outer = new CacheKey("outer", "outer:1");
		Loader build = () -> "built from " + load(this.a, "new");
		load(this.a, "old");
		assertThat(this.a.region("outer").getOrLoad(outer, TAGGED, build)).isEqualTo("built from old");
		softly(this.a, TARGET);
		assertThat(this.a.region("outer").getOrLoad(outer, TAGGED, build)).isEqualTo("built from old");
		assertThat(this.a.region("outer").getOrLoad(outer, TAGGED, UNEXPECTED)).isEqualTo("built from new");
		this.fixture.settle();
		assertThat(this.b.region("outer").getOrLoad(outer, TAGGED, UNEXPECTED)).isEqualTo("built from new");
		assertThat(load(this.a, "unused")).isEqualTo("new");
	}

	@Test
	void whatIsBuiltWhileItsSourceFailsIsNotBuiltFromTheOldValue() throws Throwable {
		CacheKey outer = new CacheKey("outer", "outer:1");
		load(this.a, "old");
		this.a.region("outer").getOrLoad(outer, TAGGED, () -> "built from " + load(this.a, "unused"));
		softly(this.a, TARGET);
		assertThat(this.a.region("outer").getOrLoad(outer, TAGGED, () -> "rebuilt from " + fail(this.a)))
			.isEqualTo("built from old");
		assertThat(this.a.region("outer").getOrLoad(outer, TAGGED, UNEXPECTED)).isEqualTo("built from old");
		assertThat(TwoNodes.lookup(this.a)).isInstanceOf(Lookup.Hit.class);
		this.fixture.time.pass(Lease.REST);
		this.a.region("outer").getOrLoad(outer, TAGGED, () -> "rebuilt from " + load(this.a, "new"));
		assertThat(this.a.region("outer").getOrLoad(outer, TAGGED, UNEXPECTED)).isEqualTo("rebuilt from new");
	}

	private void execute(Runnable task) {
		if (this.holding) {
			this.background.add(task);
		}
		else {
			task.run();
		}
	}

	private static void softly(CacheEngine node, InvalidationTarget target) {
		TwoNodes.invalidate(node, target.soft());
	}

	private Object load(CacheEngine node, String value) throws Throwable {
		return TwoNodes.region(node).getOrLoad(KEY, TAGGED, () -> {
			this.loads++;
			return value;
		});
	}

	private Object fail(CacheEngine node) throws Throwable {
		return TwoNodes.region(node).getOrLoad(KEY, TAGGED, () -> {
			this.loads++;
			throw new IllegalStateException("the source is away");
		});
	}

}
