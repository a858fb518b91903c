package io.cacheaside.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.junit.jupiter.api.Test;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.Position;
import io.cacheaside.engine.marker.MarkerIndex;
import io.cacheaside.engine.marker.Subject;

import static org.assertj.core.api.Assertions.assertThat;

class UndeliveredInvalidationsTests {

	private static final Position AT = new Position(0, 5, 0);

	private static final Position BEFORE = new Position(0, 1, 0);

	private final FakeScheduler scheduler = new FakeScheduler();

	private final List<Invalidation> delivered = new ArrayList<>();

	private boolean reachable;

	private final MarkerIndex index = new MarkerIndex(1_000);

	private final UndeliveredInvalidations undelivered = new UndeliveredInvalidations(this::deliver, this.index,
			this.scheduler);

	@Test
	void retriesInOrderUntilAllAreDelivered() {
		add("a", "b", "c");
		this.scheduler.runDue();
		assertThat(this.delivered).isEmpty();
		assertThat(this.undelivered.size()).isEqualTo(3);
		this.reachable = true;
		this.scheduler.runDue();
		assertThat(this.delivered).containsExactly(tag("a"), tag("b"), tag("c"));
		assertThat(this.undelivered.isEmpty()).isTrue();
		assertThat(this.scheduler.scheduled()).isZero();
	}

	@Test
	void onlyOneRetryIsUnderWay() {
		add("a", "b", "c");
		assertThat(this.scheduler.scheduled()).isEqualTo(1);
		this.scheduler.runDue();
		assertThat(this.scheduler.scheduled()).isEqualTo(1);
	}

	@Test
	void whatComesWhileOthersWaitIsDeliveredAfterThem() {
		add("a");
		this.scheduler.runDue();
		add("b");
		this.reachable = true;
		this.scheduler.runDue();
		assertThat(this.delivered).containsExactly(tag("a"), tag("b"));
	}

	@Test
	void startsAgainAfterItWasEmpty() {
		this.reachable = true;
		add("a");
		this.scheduler.runDue();
		add("b");
		this.scheduler.runDue();
		assertThat(this.delivered).containsExactly(tag("a"), tag("b"));
	}

	@Test
	void theSameOneTwiceInARowIsKeptOnceBehindTheHead() {
		add("a", "b", "b");
		assertThat(this.undelivered.size()).isEqualTo(2);
	}

	@Test
	void oneThatComesWhileAnEqualOneIsOnItsWayIsDeliveredAfterIt() {
		CompletableFuture<Position> inFlight = new CompletableFuture<>();
		List<Invalidation> attempts = new ArrayList<>();
		UndeliveredInvalidations slow = new UndeliveredInvalidations((invalidation) -> {
			attempts.add(invalidation);
			return (attempts.size() == 1) ? inFlight : CompletableFuture.completedFuture(AT);
		}, this.index, this.scheduler);
		add(slow, tag("a"), new IllegalStateException("gone"));
		this.scheduler.runDue();
		add(slow, tag("a"), new IllegalStateException("earlier ones are not delivered yet"));
		inFlight.complete(AT);
		assertThat(attempts).containsExactly(tag("a"), tag("a"));
	}

	@Test
	void anEqualOneThatWaitsAlreadyIsNotKeptTwice() {
		add("a", "b", "c", "b", "c");
		assertThat(this.undelivered.size()).isEqualTo(3);
		assertThat(isStale("c", AT)).isTrue();
		this.reachable = true;
		this.scheduler.runDue();
		assertThat(this.delivered).containsExactly(tag("a"), tag("b"), tag("c"));
		assertThat(isStale("c", AT)).isFalse();
	}

	@Test
	void isInForceHereUntilItIsDeliveredAndThenAtItsPosition() {
		add("a");
		assertThat(isStale("a", AT)).isTrue();
		assertThat(isStale("b", AT)).isFalse();
		this.reachable = true;
		this.scheduler.runDue();
		assertThat(isStale("a", AT)).isFalse();
		assertThat(isStale("a", BEFORE)).isTrue();
	}

	@Test
	void wideningKeepsEverythingInForce() {
		for (int i = 0; i <= UndeliveredInvalidations.BOUND; i++) {
			add("tag" + i);
		}
		assertThat(isStale("tag7", AT)).isTrue();
		assertThat(isStale("another", AT)).isTrue();
		this.reachable = true;
		this.scheduler.runDue();
		assertThat(isStale("tag7", AT)).isFalse();
		assertThat(isStale("tag7", BEFORE)).isTrue();
		assertThat(isStale("another", BEFORE)).isTrue();
	}

	private boolean isStale(String tag, Position position) {
		return this.index.isStale(new Subject("cache:key", List.of(tag)), position);
	}

	@Test
	void pastTheBoundEverythingIsInvalidatedAndNothingDropped() {
		for (int i = 0; i < UndeliveredInvalidations.BOUND; i++) {
			add("tag" + i);
		}
		assertThat(this.undelivered.size()).isEqualTo(UndeliveredInvalidations.BOUND);
		add("one more");
		// The first may be on its way already.
		assertThat(this.undelivered.size()).isEqualTo(2);
		add("after");
		assertThat(this.undelivered.size()).isEqualTo(2);
		this.reachable = true;
		this.scheduler.runDue();
		assertThat(this.delivered).containsExactly(tag("tag0"), Invalidation.of(new InvalidationTarget.Pattern("*")));
	}

	@Test
	void wideningWhileOneIsBeingDeliveredLosesNothing() {
		CompletableFuture<Position> inFlight = new CompletableFuture<>();
		List<Invalidation> attempts = new ArrayList<>();
		UndeliveredInvalidations slow = new UndeliveredInvalidations((invalidation) -> {
			attempts.add(invalidation);
			return (attempts.size() == 1) ? inFlight : CompletableFuture.completedFuture(AT);
		}, this.index, this.scheduler);
		for (int i = 0; i < UndeliveredInvalidations.BOUND; i++) {
			add(slow, tag("tag" + i), new IllegalStateException("gone"));
		}
		this.scheduler.runDue();
		add(slow, tag("one more"), new IllegalStateException("gone"));
		inFlight.complete(AT);
		assertThat(attempts).containsExactly(tag("tag0"), Invalidation.of(new InvalidationTarget.Pattern("*")));
		assertThat(slow.isEmpty()).isTrue();
	}

	@Test
	void eachIsToldWhereItStandsOnceItIsDelivered() {
		List<CompletableFuture<Position>> stands = new ArrayList<>();
		for (String tag : List.of("a", "b", "b")) {
			stands.add(add(this.undelivered, tag(tag), new IllegalStateException("gone")));
		}
		this.scheduler.runDue();
		assertThat(stands).noneMatch(CompletableFuture::isDone);
		this.reachable = true;
		this.scheduler.runDue();
		assertThat(stands).allSatisfy((each) -> assertThat(each).isCompletedWithValue(AT));
	}

	@Test
	void whatEverythingStandsForIsDeliveredWithIt() {
		List<CompletableFuture<Position>> stands = new ArrayList<>();
		for (int i = 0; i <= UndeliveredInvalidations.BOUND + 1; i++) {
			stands.add(add(this.undelivered, tag("tag" + i), new IllegalStateException("gone")));
		}
		this.scheduler.runDue();
		assertThat(stands).noneMatch(CompletableFuture::isDone);
		this.reachable = true;
		this.scheduler.runDue();
		assertThat(stands).allMatch(CompletableFuture::isDone);
	}

	private void add(String... tags) {
		for (String tag : tags) {
			add(this.undelivered, tag(tag), new IllegalStateException("gone"));
		}
	}

	private CompletableFuture<Position> add(UndeliveredInvalidations queue, Invalidation invalidation,
			Throwable failure) {
		CompletableFuture<Position> stands = new CompletableFuture<>();
		queue.add(new UndeliveredInvalidations.Kept(invalidation, this.index.raise(invalidation.targets()), stands),
				failure);
		return stands;
	}

	private CompletionStage<Position> deliver(Invalidation invalidation) {
		if (!this.reachable) {
			return CompletableFuture.failedFuture(new IllegalStateException("still gone"));
		}
		this.delivered.add(invalidation);
		return CompletableFuture.completedFuture(AT);
	}

	private static Invalidation tag(String tag) {
		return Invalidation.of(new InvalidationTarget.Tag(tag));
	}

}
