package io.cacheaside.engine;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.Position;
import io.cacheaside.TimeToLive;
import io.cacheaside.codec.EncodedValue;
import io.cacheaside.codec.EntryBuilder;

import static io.cacheaside.engine.EngineFixture.KEY;
import static org.assertj.core.api.Assertions.assertThat;

/** Every miss is counted once, under the reason that a reader of the meters expects. */
class MissReasonTests extends TwoNodes {

	@Test
	void keyThatNobodyHadIsCold() {
		lookup(this.a);
		assertOnly(this.a, MissReason.COLD);
	}

	@Test
	void entryWhoseTimeIsOverIsExpiredWhereItWasHeld() throws Throwable {
		load(this.a, "value");
		this.fixture.time.pass(Duration.ofMinutes(10));
		lookup(this.a);
		assertCounts(this.a, MissReason.COLD, MissReason.EXPIRED);
		lookup(this.a);
		assertCounts(this.a, MissReason.COLD, MissReason.EXPIRED, MissReason.COLD);
	}

	@Test
	void entryWhoseTimeIsOverIsColdWhereNobodyHeldIt() throws Throwable {
		load(this.a, "value");
		this.fixture.time.pass(Duration.ofMinutes(10));
		lookup(this.b);
		assertOnly(this.b, MissReason.COLD);
	}

	@ParameterizedTest
	@MethodSource("targets")
	void entryOlderThanAnInvalidationIsInvalidatedOnEveryNode(InvalidationTarget target) throws Throwable {
		load(this.a, "value");
		invalidate(this.a, target);
		this.fixture.settle();
		lookup(this.a);
		lookup(this.b);
		assertCounts(this.a, MissReason.COLD, MissReason.INVALIDATED);
		assertOnly(this.b, MissReason.INVALIDATED);
	}

	@Test
	void otherKeysOfTheCacheStayCold() {
		invalidate(this.a, new InvalidationTarget.Key("cache", "cache:other"));
		lookup(this.a);
		assertOnly(this.a, MissReason.COLD);
	}

	@Test
	void entryOfAnotherLogIsStale() {
		place(EntryBuilder.at(new Position(17, 1, 1)).toBytes(new EncodedValue("java.lang.String", new byte[0])));
		lookup(this.a);
		assertOnly(this.a, MissReason.STALE);
	}

	@Test
	void bytesOfSomebodyElseAreUndecodable() {
		place(new byte[] { 1, 2, 3 });
		lookup(this.a);
		assertOnly(this.a, MissReason.UNDECODABLE);
	}

	@Test
	void valueThatCannotBeReadIsUndecodable() throws Throwable {
		load(this.b, "undecodable");
		lookup(this.a);
		assertOnly(this.a, MissReason.UNDECODABLE);
	}

	@Test
	void callThatCannotAskIsBypassed() {
		this.fixture.remote.reachable(false);
		lookup(this.a);
		assertOnly(this.a, MissReason.BYPASSED);
	}

	private void place(byte[] bytes) {
		this.fixture.remote.place(KEY, bytes, TimeToLive.of(Duration.ofMinutes(1)));
	}

	private static void assertOnly(CacheEngine node, MissReason reason) {
		assertCounts(node, reason);
	}

	private static void assertCounts(CacheEngine node, MissReason... misses) {
		CacheStatistics statistics = region(node).statistics();
		List<Long> counts = Arrays.stream(MissReason.values()).map(statistics::misses).toList();
		assertThat(counts).isEqualTo(Arrays.stream(MissReason.values())
			.map((reason) -> Arrays.stream(misses).filter((miss) -> miss == reason).count())
			.toList());
		assertThat(statistics.misses()).isEqualTo(LongStream.of(misses.length).sum());
	}

}
