package io.cacheaside.promise.history;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.cacheaside.promise.history.Event.Delivery;
import io.cacheaside.promise.history.Event.Fault;
import io.cacheaside.promise.history.Event.Invalidation;
import io.cacheaside.promise.history.Event.Load;
import io.cacheaside.promise.history.Event.Read;

import static org.assertj.core.api.Assertions.assertThat;

/** The checker is only worth something if it finds what is wrong; times are in ns. */
class HistoryCheckerTests {

	private static final Bounds STRICT = new Bounds(Duration.ofNanos(100), Duration.ZERO, Duration.ofNanos(10));

	private static final Bounds LENIENT = new Bounds(Duration.ofNanos(100), Duration.ofNanos(500),
			Duration.ofNanos(10));

	private final History history = new History();

	@Test
	void olderVersionAfterAnInvalidationOfTheSameNodeBreaksTheFirstPromise() {
		this.history.addAll(List.of(evict(0, 2, 10, 20), read(0, 1, 21)));
		assertThat(broken(STRICT)).containsExactly("P1");
	}

	@Test
	void readThatBeganBeforeTheInvalidationReturnedMayServeEither() {
		this.history.addAll(List.of(evict(0, 2, 10, 20), read(0, 1, 20), read(0, 2, 15)));
		assertThat(broken(STRICT)).isEmpty();
	}

	@Test
	void highestFloorCountsNotTheLatest() {
		this.history.addAll(List.of(evict(0, 3, 10, 20), evict(0, 2, 5, 30), read(0, 2, 31), read(0, 3, 32)));
		assertThat(broken(STRICT)).containsExactly("P1");
	}

	@Test
	void otherRowsAreNotMeant() {
		this.history.addAll(List.of(evict(0, 2, 10, 20), new Read(0, "get", "other", 1, 1, 30, 31)));
		assertThat(broken(STRICT)).isEmpty();
	}

	@Test
	void olderVersionOnAnotherNodePastTheBoundBreaksTheSecondPromise() {
		this.history.addAll(List.of(evict(0, 2, 10, 20), new Delivery(0, 20, 25), read(1, 1, 135), read(1, 1, 136)));
		assertThat(broken(STRICT)).containsExactly("P2");
	}

	@Test
	void undeliveredInvalidationBindsItsOwnNodeOnly() {
		this.history
			.addAll(List.of(evict(0, 2, 10, 20), new Delivery(0, 19, 19), new Delivery(1, 30, 30), read(1, 1, 900)));
		assertThat(broken(STRICT)).isEmpty();
		this.history.add(read(0, 1, 21));
		assertThat(broken(STRICT)).containsExactly("P1");
	}

	@Test
	void outageExcusesForAsLongAsIsGrantedAndOnlyItsOwnNode() {
		this.history.addAll(List.of(evict(0, 2, 10, 20), new Delivery(0, 20, 20), fault(1, true, 15, 900),
				read(1, 1, 525), read(1, 1, 526), read(2, 1, 300)));
		assertThat(broken(LENIENT)).containsExactly("P2", "P2");
		assertThat(broken(STRICT)).hasSize(3);
	}

	@Test
	void faultThatLeavesRedisReachableExcusesNothing() {
		this.history.addAll(List.of(evict(0, 2, 10, 20), new Delivery(0, 20, 20), fault(Fault.ALL, false, 15, 900),
				read(1, 1, 300)));
		assertThat(broken(LENIENT)).containsExactly("P2");
	}

	@Test
	void loadUnderWayExcusesWhoJoinsItWhileTheNodeCannotHear() {
		this.history.addAll(List.of(new Load(1, "row", 1, 7, 5, 400), evict(0, 2, 10, 20), new Delivery(0, 20, 20),
				new Read(1, "get", "row", 1, 7, 300, 400)));
		assertThat(broken(STRICT)).containsExactly("P2");
		this.history.add(fault(1, true, 8, 350));
		assertThat(broken(STRICT)).isEmpty();
		this.history.add(new Read(1, "get", "row", 1, 7, 401, 402));
		assertThat(broken(STRICT)).containsExactly("P2");
	}

	@Test
	void descriptionHoldsWhatMattersForTheRowAndNothingElse() {
		this.history
			.addAll(List.of(new Load(0, "row", 1, 7, 5, 8), new Load(0, "other", 9, 8, 5, 8), evict(0, 2, 10, 20),
					fault(0, false, 12, 13), fault(0, false, 1, 2), new Read(0, "get", "row", 1, 7, 21, 22)));
		String text = new HistoryChecker(this.history, STRICT).violations().get(0).describe(this.history);
		assertThat(text)
			.contains("P1 broken: node 0 served version 1 of row row, at least 2 was due", "Load[node=0",
					"Invalidation[", "this read", "from=12")
			.doesNotContain("other", "from=1,");
	}

	private List<String> broken(Bounds bounds) {
		return new HistoryChecker(this.history, bounds).violations()
			.stream()
			.map(HistoryChecker.Violation::promise)
			.toList();
	}

	private static Invalidation evict(int node, long floor, long from, long to) {
		return new Invalidation(node, "key", Map.of("row", floor), from, to);
	}

	private static Read read(int node, long version, long from) {
		return new Read(node, "get", "row", version, 0, from, from + 1);
	}

	private static Fault fault(int node, boolean unreachable, long from, long to) {
		return new Fault(node, "fault", unreachable, from, to);
	}

}
