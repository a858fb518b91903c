package io.cacheaside.actuate;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

import org.junit.jupiter.api.Test;

import io.cacheaside.Position;
import io.cacheaside.actuate.Traffic.Calls;
import io.cacheaside.actuate.Traffic.Operations;
import io.cacheaside.engine.OutboxStatistics;
import io.cacheaside.engine.RemoteMemory;
import io.cacheaside.engine.log.FollowerState;
import io.cacheaside.engine.marker.MarkerCounts;
import io.cacheaside.engine.queue.Taken;

import static org.assertj.core.api.Assertions.assertThat;

/** Each reason at its threshold, where all is well, and one step beyond. */
class ReasonsTests {

	private static final long MILLI = 1_000_000;

	private static final Calls WELL = new Calls(60, 40, 100);

	private static final Operations FAST = new Operations(100, 5, 100 * 10 * MILLI);

	private FollowerState log = log(1_000, true);

	private OutboxStatistics outbox = new OutboxStatistics(0, 0, 0);

	private Map<String, Taken> writes = Map.of("visits", queue(Duration.ofMinutes(1), 0));

	private Map<String, Integer> kept = Map.of();

	private RemoteMemory memory = memory(0.9);

	private Traffic traffic = traffic(Map.of("user", WELL), FAST, 10);

	@Test
	void allIsWellAtEveryThreshold() {
		assertThat(reasons()).isEmpty();
	}

	@Test
	void cachesThatAnswerTooFewCallsAreNamedTheWorstFirst() {
		this.traffic = traffic(Map.of("user", WELL, "bad", new Calls(59, 41, 100), "worse", new Calls(10, 90, 0),
				"quiet", new Calls(0, 99, 0)), FAST, 10);
		assertThat(reasons())
			.containsExactly(new Reason(HealthReason.HIT_RATE, Map.of("bad", 0.59, "worse", 0.1), 0.6));
		assertThat(((Map<?, ?>) reasons().get(0).measured()).keySet().stream().map(Object::toString))
			.containsExactly("worse", "bad");
	}

	@Test
	void operationsThatFail() {
		this.traffic = traffic(Map.of(), new Operations(100, 6, 0), 0);
		assertThat(reasons()).containsExactly(new Reason(HealthReason.ERROR_RATE, 0.06, 0.05));
	}

	@Test
	void operationsThatTakeLong() {
		this.traffic = traffic(Map.of(), new Operations(100, 0, 100 * 10 * MILLI + 1_000 * MILLI / 2), 0);
		assertThat(reasons()).containsExactly(new Reason(HealthReason.LATENCY, "15ms", "10ms"));
	}

	@Test
	void tooFewOperationsTellNothing() {
		this.traffic = traffic(Map.of("user", new Calls(0, 0, 99)), new Operations(99, 99, Long.MAX_VALUE), 99);
		assertThat(reasons()).isEmpty();
	}

	@Test
	void redisThatIsFull() {
		this.memory = memory(0.91);
		assertThat(reasons()).containsExactly(new Reason(HealthReason.MEMORY, 0.91, 0.9));
	}

	@Test
	void redisThatDropsWhatIsStored() {
		this.traffic = traffic(Map.of("user", WELL), FAST, 11);
		assertThat(reasons()).containsExactly(new Reason(HealthReason.EVICTIONS, 0.11, 0.1));
	}

	@Test
	void redisThatDoesNotTellWhatItDrops() {
		this.traffic = new Traffic(0, Map.of("user", WELL), FAST, OptionalLong.empty());
		assertThat(reasons()).isEmpty();
	}

	@Test
	void nodeThatIsBehindTheLog() {
		this.log = log(1_001, true);
		assertThat(reasons()).containsExactly(new Reason(HealthReason.LOG_LAG, "1001ms", "1000ms"));
	}

	@Test
	void nodeThatCannotProveThatItIsCurrent() {
		this.log = log(0, false);
		assertThat(reasons()).containsExactly(new Reason(HealthReason.NOT_CURRENT, "60000ms", null));
	}

	@Test
	void writesThatWaitTooLong() {
		this.writes = Map.of("visits", queue(Duration.ofMillis(60_001), 0));
		assertThat(reasons())
			.containsExactly(new Reason(HealthReason.WRITE_AGE, Map.of("visits", "60001ms"), "60000ms"));
	}

	@Test
	void committedWritesThatAreKept() {
		this.kept = Map.of("visits", 1);
		assertThat(reasons()).containsExactly(new Reason(HealthReason.KEPT_WRITES, Map.of("visits", 1), 0));
	}

	@Test
	void writesThatWereGivenUp() {
		this.writes = Map.of("visits", queue(Duration.ZERO, 2));
		assertThat(reasons()).containsExactly(new Reason(HealthReason.DEAD_LETTERS, Map.of("visits", 2L), 0));
	}

	@Test
	void invalidationsThatWaitInTheOutbox() {
		this.outbox = new OutboxStatistics(1, 0, 0);
		assertThat(reasons()).containsExactly(new Reason(HealthReason.OUTBOX, 1L, 0));
		this.outbox = OutboxStatistics.NONE;
		assertThat(reasons()).isEmpty();
	}

	private List<Reason> reasons() {
		MarkerCounts markers = new MarkerCounts(0, 0, 0, 0, 0, 0, Optional.empty());
		return Reasons.of(new CacheCondition(0, this.log, markers, this.outbox, this.writes, this.kept,
				Optional.of(this.memory), Optional.of(this.traffic)), HealthFixture.DEFAULTS);
	}

	private static FollowerState log(long lagMillis, boolean current) {
		return new FollowerState(new Position(1, 1_000, 0), new Position(1, 1_000 + lagMillis, 0), current, current,
				false, 60_000 * MILLI, -1, 0, new FollowerState.Counts(0, 0, 0, 0, 0));
	}

	private static Taken queue(Duration oldest, long dead) {
		return new Taken(List.of(), 1, oldest, dead);
	}

	private static RemoteMemory memory(double share) {
		return new RemoteMemory(1, 1, Map.of(), 0, "allkeys-lru", share);
	}

	private static Traffic traffic(Map<String, Calls> caches, Operations operations, long evicted) {
		return new Traffic(0, caches, operations, OptionalLong.of(evicted));
	}

}
