package io.cacheaside.engine;

import java.time.Duration;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;

import io.cacheaside.engine.log.FakeTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Figures of the remote tier, by the node that is elected to look. */
class RemoteSamplerTests {

	private static final Duration INTERVAL = Duration.ofMinutes(1);

	private final FakeTime time = new FakeTime();

	private final long origin = this.time.getAsLong();

	private final FakeCoordination.Server server = new FakeCoordination.Server(
			() -> this.time.getAsLong() - this.origin);

	private final FakeRemoteInspection inspection = new FakeRemoteInspection();

	private final FakeCoordination coordination = new FakeCoordination(this.server, "one");

	private final RemoteSampler sampler = sampler(this.inspection, this.coordination, true);

	@Test
	void nothingIsKnownBeforeTheFirstLook() {
		place(10);
		this.sampler.start();
		assertNothingIsKnown(this.sampler);
		assertThat(this.sampler.memory()).isEmpty();
	}

	@Test
	void smallServerIsKnownExactlyWithEachLook() {
		place(10);
		this.sampler.start();
		this.time.pass(Duration.ofSeconds(1));
		assertThat(this.sampler.entries("user")).isEqualTo(10);
		assertThat(this.sampler.bytes("user")).isEqualTo(1_000);
		assertThat(this.sampler.entries("empty")).isZero();
		this.inspection.clear();
		place(3);
		this.inspection.place("z", "", 1);
		this.time.pass(INTERVAL);
		assertThat(this.sampler.entries("user")).isEqualTo(3);
		this.inspection.clear();
		this.time.pass(INTERVAL);
		assertThat(this.sampler.entries("user")).isZero();
		assertThat(this.inspection.samples()).isEqualTo(3);
	}

	@Test
	void samplesOfALargeServerAreTakenTogetherUntilTheyAreARound() {
		place(1_000);
		for (int i = 0; i < 1_000; i++) {
			this.inspection.place("z:" + i, "", 50);
		}
		this.sampler.start();
		this.time.pass(Duration.ofSeconds(1));
		assertThat(this.sampler.entries("user")).as("all that was met is of it").isEqualTo(2_000);
		this.time.pass(INTERVAL.multipliedBy(19));
		assertThat(this.sampler.entries("user")).isEqualTo(1_000);
		assertThat(this.sampler.bytes("user")).isCloseTo(100_000, within(1.0));
		this.time.pass(INTERVAL.multipliedBy(7));
		assertThat(this.sampler.entries("user")).as("a round that begins anywhere").isEqualTo(1_000);
	}

	@Test
	void onlyTheElectedNodeKnowsSingleCachesAndAllKnowTheMemory() {
		place(10);
		FakeCoordination second = new FakeCoordination(this.server, "two");
		RemoteSampler other = sampler(this.inspection, second, true);
		this.sampler.start();
		other.start();
		this.time.pass(Duration.ofSeconds(1));
		assertThat(this.sampler.entries("user")).isEqualTo(10);
		assertNothingIsKnown(other);
		assertThat(other.memory()).isPresent();
		assertThat(this.inspection.samples()).isEqualTo(1);
		this.sampler.close();
		this.time.pass(INTERVAL.multipliedBy(4));
		assertThat(other.entries("user")).as("when the election is over").isEqualTo(10);
		assertNothingIsKnown(this.sampler);
	}

	@Test
	void nodeThatIsElectedNoMoreForgetsWhatItSaw() {
		place(10);
		this.sampler.start();
		this.time.pass(Duration.ofSeconds(1));
		assertThat(this.sampler.entries("user")).isEqualTo(10);
		this.coordination.resign(RemoteSampler.TASK);
		new FakeCoordination(this.server, "two").elect(RemoteSampler.TASK, INTERVAL.multipliedBy(10));
		this.time.pass(INTERVAL);
		assertNothingIsKnown(this.sampler);
		assertThat(this.sampler.memory()).isPresent();
	}

	@Test
	void nodeThatMayNotBeElectedAsksForTheMemoryOnly() {
		RemoteSampler never = sampler(this.inspection, this.coordination, false);
		never.start();
		this.time.pass(INTERVAL.multipliedBy(3));
		assertThat(this.inspection.samples()).isZero();
		assertThat(never.memory()).isPresent();
	}

	@Test
	void nothingIsDoneWhileTheServerIsOutOfReachAndFiguresGoOutOfDate() {
		place(10);
		FakeRemoteTier tier = new FakeRemoteTier();
		RemoteSampler guarded = sampler(new GuardedInspection(this.inspection, tier), this.coordination, true);
		guarded.start();
		this.time.pass(Duration.ofSeconds(1));
		assertThat(guarded.entries("user")).isEqualTo(10);
		tier.reachable(false);
		this.time.pass(INTERVAL.multipliedBy(3));
		assertThat(this.inspection.samples()).isEqualTo(1);
		assertThat(this.inspection.questions()).isEqualTo(1);
		this.time.pass(INTERVAL);
		assertNothingIsKnown(guarded);
		assertThat(guarded.memory()).isEmpty();
		tier.reachable(true);
		this.time.pass(INTERVAL);
		assertThat(guarded.entries("user")).isEqualTo(10);
		assertThat(guarded.memory()).isPresent();
	}

	@Test
	void failureIsTriedAgainInTheNextInterval() {
		place(10);
		this.coordination.reachable(false);
		this.sampler.start();
		this.time.pass(INTERVAL.multipliedBy(2));
		assertNothingIsKnown(this.sampler);
		this.coordination.reachable(true);
		this.time.pass(INTERVAL);
		assertThat(this.sampler.entries("user")).isEqualTo(10);
	}

	@Test
	void lookThatIsThrownBackIsTriedAgainInTheNextInterval() {
		place(10);
		this.inspection.broken(true);
		this.sampler.start();
		this.time.pass(INTERVAL.multipliedBy(2));
		assertThat(this.inspection.questions()).isEqualTo(2);
		assertNothingIsKnown(this.sampler);
		this.inspection.broken(false);
		this.time.pass(INTERVAL);
		assertThat(this.sampler.entries("user")).isEqualTo(10);
	}

	@Test
	void evictedKeysAreCountedFromTheFirstAnswerAndBeyondARestartOfTheServer() {
		this.sampler.start();
		evicted(Map.of("one", 500L));
		assertThat(this.sampler.evictedKeys()).isZero();
		evicted(Map.of("one", 520L));
		assertThat(this.sampler.evictedKeys()).isEqualTo(20);
		evicted(Map.of("one anew", 7L));
		assertThat(this.sampler.evictedKeys()).as("it may have been anew for long").isEqualTo(20);
		evicted(Map.of("one anew", 9L));
		assertThat(this.sampler.evictedKeys()).isEqualTo(22);
	}

	@Test
	void shardThatIsStartedAnewLeavesOrJoinsAddsNothing() {
		this.sampler.start();
		evicted(Map.of("one", 3_000_000L, "two", 5_000_000L));
		evicted(Map.of("one", 3_000_001L, "two anew", 4L));
		assertThat(this.sampler.evictedKeys()).isEqualTo(1);
		evicted(Map.of("one", 3_000_001L));
		assertThat(this.sampler.evictedKeys()).isEqualTo(1);
		evicted(Map.of("one", 3_000_003L, "three", 7_000_000L));
		assertThat(this.sampler.evictedKeys()).isEqualTo(3);
	}

	@Test
	void countThatWasSetBackAddsNothing() {
		this.sampler.start();
		evicted(Map.of("one", 3_000_000L, "two", 10L));
		evicted(Map.of("one", 2_000_000L, "two", 15L));
		assertThat(this.sampler.evictedKeys()).isEqualTo(5);
		evicted(Map.of("one", 2_000_001L, "two", 15L));
		assertThat(this.sampler.evictedKeys()).isEqualTo(6);
	}

	private void evicted(Map<String, Long> counts) {
		this.inspection.memory(new RemoteMemory(1, 2, counts, 0, "allkeys-lru", 0.5));
		this.time.pass(INTERVAL);
	}

	private void place(int count) {
		for (int i = 0; i < count; i++) {
			this.inspection.place("user:" + i, "user", 100);
		}
	}

	private RemoteSampler sampler(RemoteInspection inspection, Coordination coordination, boolean electable) {
		return new RemoteSampler(inspection, coordination, () -> Set.of("user", "empty"),
				new RemoteSampler.Settings(electable, INTERVAL, 100), this.time, this.time);
	}

	private static void assertNothingIsKnown(RemoteSampler sampler) {
		assertThat(sampler.entries("user")).isNaN();
		assertThat(sampler.bytes("user")).isNaN();
	}

}
