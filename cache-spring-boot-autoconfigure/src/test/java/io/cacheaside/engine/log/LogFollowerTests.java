package io.cacheaside.engine.log;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.FutureTask;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.Position;
import io.cacheaside.engine.log.LogAnswers.Call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class LogFollowerTests extends FollowerFixture {

	@Test
	void nothingIsTrustedBeforeTheLogIsLoaded() {
		this.log.disconnect();
		start();
		pass(5_000);
		assertTrust(false, false);
		assertThat(this.follower.applied()).isEqualTo(Position.NONE);
		assertThat(isDone(this.follower.loaded())).isFalse();
		this.log.reconnect();
		pass(500);
		assertTrust(true, true);
		assertThat(isDone(this.follower.loaded())).isTrue();
	}

	@Test
	void whatOtherNodesAppendIsApplied() {
		Position before = start();
		Position evict = this.log.appendElsewhere(KEY, TAG);
		assertThat(isStale(KEY, before)).isTrue();
		assertThat(isStale(TAG, before)).isTrue();
		assertThat(isStale(KEY, evict)).isFalse();
		assertThat(this.follower.applied()).isEqualTo(evict);
	}

	@Test
	void idleNodeStaysCurrent() {
		start();
		for (int i = 0; i < 100; i++) {
			pass(100);
			assertTrust(true, true);
		}
		assertThat(calls(Call.READ)).isLessThan(40);
	}

	@Test
	void proofCountsFromWhenTheReadWasSent() {
		this.log.hold(Call.READ);
		this.follower.start();
		pass(400);
		this.log.before(Call.READ, () -> this.log.hold(Call.READ));
		this.log.release(Call.READ);
		assertTrust(true, true);
		pass(590);
		assertTrust(true, true);
		pass(20);
		assertThat(this.follower.trustsRemote(this.time.getAsLong())).isFalse();
	}

	@Test
	void nodeIsNotCurrentWhileThereIsMoreToRead() {
		start();
		this.log.disconnect();
		pass(2_000);
		this.log.pageSize(2);
		for (int i = 0; i < 3; i++) {
			this.log.appendElsewhere(TAG);
		}
		this.log.reconnect();
		this.log.before(Call.READ, () -> this.log.before(Call.READ, () -> this.log.hold(Call.READ)));
		pass(500);
		assertTrust(false, false);
		this.log.release(Call.READ);
		assertTrust(true, true);
	}

	@Test
	void readThatOwnEntriesOvertookStillProvesSomething() {
		start();
		this.log.hold(Call.READ);
		pass(310);
		for (int i = 0; i < 10; i++) {
			this.follower.append(List.of(KEY));
		}
		this.log.before(Call.READ, () -> this.log.hold(Call.READ));
		this.log.release(Call.READ);
		assertThat(this.follower.state().proofAgeNanos()).isLessThan(100_000_000);
	}

	@Test
	void ownEntryIsAppliedAtOnce() {
		Position before = start();
		this.log.hang(Call.AWAIT);
		pass(310);
		CompletionStage<Appended> appended = this.follower.append(List.of(KEY));
		assertThat(this.follower.applied()).isEqualTo(appended.toCompletableFuture().join().cursor().position());
		assertThat(isStale(KEY, before)).isTrue();
	}

	@Test
	@Timeout(60)
	void ownEntryIsAppliedAfterTheEntryThatIsJustBeingApplied() throws Exception {
		start();
		this.log.hang(Call.AWAIT);
		FutureTask<Boolean> append = new FutureTask<>(() -> {
			Appended own = this.follower.append(List.of(KEY)).toCompletableFuture().join();
			return this.follower.applied().equals(own.cursor().position());
		});
		Thread caller = new Thread(append);
		this.whileApplied = () -> {
			this.whileApplied = () -> {
			};
			caller.start();
			await().until(() -> append.isDone() || caller.getState() == Thread.State.WAITING);
		};
		this.log.appendElsewhere(TAG);
		this.follower.catchUp();
		assertThat(append.get()).isTrue();
	}

	@Test
	void ownEntryThatDoesNotFollowIsLeftToTheTail() {
		Position before = start();
		this.log.hang(Call.AWAIT);
		pass(290);
		this.log.appendElsewhere(TAG);
		this.log.appendElsewhere(TAG);
		this.follower.append(List.of(KEY));
		Position missed = this.follower.applied();
		assertThat(isStale(TAG, missed)).isEqualTo(isStale(KEY, missed));
		pass(1_000);
		assertThat(isStale(TAG, before)).isTrue();
		assertThat(isStale(KEY, before)).isTrue();
	}

	@Test
	void entryWaitedForIsReadWhereTheTailHasNotBroughtIt() {
		start();
		this.log.hang(Call.AWAIT);
		pass(310);
		Position evict = this.log.appendElsewhere(KEY);
		assertThat(this.follower.awaitApplied(evict).toCompletableFuture().join()).isTrue();
		assertThat(this.follower.applied()).isEqualTo(evict);
	}

	@Test
	void entryOfAnEpochThatIsOverIsNotWaitedFor() {
		Position old = start();
		this.log.flush();
		pass(1_000);
		assertThat(this.follower.awaitApplied(old).toCompletableFuture().join()).isFalse();
		this.log.disconnect();
		Position next = new Position(this.follower.applied().epoch(), Long.MAX_VALUE, 0);
		assertThat(this.follower.awaitApplied(next).toCompletableFuture().join()).isFalse();
	}

	@Test
	void catchingUpAsksAnewAndIsShared() {
		start();
		this.log.hang(Call.AWAIT);
		pass(310);
		this.log.hold(Call.READ);
		long asked = calls(Call.READ);
		CompletionStage<Void> first = this.follower.catchUp();
		Position evict = this.log.appendElsewhere(KEY);
		CompletionStage<Void> second = this.follower.catchUp();
		CompletionStage<Void> third = this.follower.catchUp();
		this.log.release(Call.READ);
		assertThat(List.of(isDone(first), isDone(second), isDone(third))).containsOnly(true);
		assertThat(this.follower.applied()).isEqualTo(evict);
		assertThat(calls(Call.READ) - asked).isEqualTo(2);
	}

	@Test
	void answerOnItsWayIsNoAnswerToALaterQuestion() {
		start();
		this.log.hang(Call.AWAIT);
		pass(310);
		this.log.hold(Call.READ);
		this.follower.catchUp();
		Position evict = this.log.appendElsewhere(KEY);
		CompletionStage<Boolean> applied = this.follower.catchUp()
			.thenApply((done) -> this.follower.applied().equals(evict));
		this.log.release(Call.READ);
		assertThat(applied.toCompletableFuture().join()).isTrue();
	}

	@Test
	void catchingUpFailsAtOnceWhereItCannotBeDone() {
		assertThat(isFailed(this.follower.catchUp())).isTrue();
		assertThat(this.log.calls).isEmpty();
		start();
		this.log.disconnect();
		assertThat(isFailed(this.follower.catchUp())).isTrue();
		this.log.reconnect();
		this.log.hold(Call.OPEN);
		this.log.flush();
		pass(1_000);
		assertThat(isFailed(this.follower.catchUp())).isTrue();
	}

	@Test
	void entriesThatComeFastComeTogether() {
		start();
		for (int i = 0; i < 1_000; i++) {
			this.log.appendElsewhere(KEY);
			pass(1);
		}
		assertThat(calls(Call.AWAIT)).isBetween(100L, 250L);
		pass(20);
		assertThat(this.follower.applied()).isEqualTo(this.log.state().end().position());
	}

	@Test
	void waitThatHangsDoesNotKeepTheNodeFromProvingThatItIsCurrent() {
		start();
		this.log.hang(Call.AWAIT);
		for (int i = 0; i < 50; i++) {
			pass(100);
			assertTrust(true, true);
		}
	}

	@Test
	void whatCannotBeReadIsReported() {
		Position before = start();
		this.log.add(new LogEntry.Invalidated(List.of(new InvalidationTarget.Pattern("*")), "kind z"));
		assertThat(this.events).contains("unreadable kind z");
		assertThat(this.follower.state().counts().unreadable()).isEqualTo(1);
		assertThat(isStale(KEY, before)).isTrue();
	}

	@Test
	void localTiersAreSweptBeforeMarkersAreForgotten() {
		Position before = start();
		Position evict = this.log.appendElsewhere(KEY);
		pass(10);
		long drops = this.index.drops();
		this.events.clear();
		this.log.add(new LogEntry.Swept(evict, evict));
		assertThat(this.events).containsExactly("removeStale 1 true");
		assertThat(this.index.drops()).isEqualTo(drops + 1);
		assertThat(isStale(KEY, before)).isFalse();
	}

	@Test
	void localTierGoesOnInAnOutageAndTheRemoteOneDoesNot() {
		start();
		this.log.disconnect();
		for (int i = 0; i < 290; i++) {
			pass(100);
			assertTrust(true, i < 9 && this.follower.trustsRemote(this.time.getAsLong()));
		}
		assertThat(this.follower.state().outageNanos()).isPositive();
		pass(2_000);
		assertTrust(false, false);
		this.log.reconnect();
		pass(600);
		assertTrust(true, true);
		assertThat(this.follower.state().outageNanos()).isEqualTo(-1);
	}

	@Test
	void serverThatRefusesIsInReachSoTheLocalTierIsBypassed() {
		start();
		this.log.refuse();
		pass(1_001);
		assertTrust(false, false);
		pass(5_000);
		assertTrust(false, false);
	}

	@Test
	void processThatWasStoppedTrustsNothingUntilItHasProof() {
		start();
		this.time.stop(Duration.ofSeconds(5));
		assertTrust(false, false);
		this.log.hold(Call.READ);
		pass(0);
		assertTrust(false, false);
		this.log.release(Call.READ);
		assertTrust(true, true);
	}

}
