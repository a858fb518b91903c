package io.cacheaside.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.junit.jupiter.api.Test;

import io.cacheaside.InvalidationTarget;

import static org.assertj.core.api.Assertions.assertThat;

class UndeliveredInvalidationsTests {

	private final FakeScheduler scheduler = new FakeScheduler();

	private final List<Invalidation> delivered = new ArrayList<>();

	private boolean reachable;

	private final UndeliveredInvalidations undelivered = new UndeliveredInvalidations(this::deliver, this.scheduler);

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
		CompletableFuture<Void> inFlight = new CompletableFuture<>();
		List<Invalidation> attempts = new ArrayList<>();
		UndeliveredInvalidations slow = new UndeliveredInvalidations((invalidation) -> {
			attempts.add(invalidation);
			return (attempts.size() == 1) ? inFlight : CompletableFuture.completedFuture(null);
		}, this.scheduler);
		slow.add(tag("a"), new IllegalStateException("gone"));
		this.scheduler.runDue();
		slow.add(tag("a"), new IllegalStateException("earlier ones are not delivered yet"));
		inFlight.complete(null);
		assertThat(attempts).containsExactly(tag("a"), tag("a"));
	}

	@Test
	void pastTheBoundEverythingIsInvalidatedAndNothingDropped() {
		for (int i = 0; i < UndeliveredInvalidations.BOUND; i++) {
			add("tag" + i);
		}
		assertThat(this.undelivered.size()).isEqualTo(UndeliveredInvalidations.BOUND);
		add("one more");
		assertThat(this.undelivered.size()).isEqualTo(1);
		add("after");
		this.reachable = true;
		this.scheduler.runDue();
		assertThat(this.delivered).containsExactly(Invalidation.of(new InvalidationTarget.Pattern("*")), tag("after"));
	}

	@Test
	void wideningWhileOneIsBeingDeliveredLosesNothing() {
		CompletableFuture<Void> inFlight = new CompletableFuture<>();
		List<Invalidation> attempts = new ArrayList<>();
		UndeliveredInvalidations slow = new UndeliveredInvalidations((invalidation) -> {
			attempts.add(invalidation);
			return (attempts.size() == 1) ? inFlight : CompletableFuture.completedFuture(null);
		}, this.scheduler);
		for (int i = 0; i < UndeliveredInvalidations.BOUND; i++) {
			slow.add(tag("tag" + i), new IllegalStateException("gone"));
		}
		this.scheduler.runDue();
		slow.add(tag("one more"), new IllegalStateException("gone"));
		inFlight.complete(null);
		assertThat(attempts).containsExactly(tag("tag0"), Invalidation.of(new InvalidationTarget.Pattern("*")));
		assertThat(slow.isEmpty()).isTrue();
	}

	private void add(String... tags) {
		for (String tag : tags) {
			this.undelivered.add(tag(tag), new IllegalStateException("gone"));
		}
	}

	private CompletionStage<?> deliver(Invalidation invalidation) {
		if (!this.reachable) {
			return CompletableFuture.failedFuture(new IllegalStateException("still gone"));
		}
		this.delivered.add(invalidation);
		return CompletableFuture.completedFuture(null);
	}

	private static Invalidation tag(String tag) {
		return Invalidation.of(new InvalidationTarget.Tag(tag));
	}

}
