package io.cacheaside.engine.log;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.Position;
import io.cacheaside.engine.log.LogAnswers.Call;

import static org.assertj.core.api.Assertions.assertThat;

/** How a follower loads the log, at the start and where it cannot go on. */
class GapsTests extends FollowerFixture {

	@Test
	void startReplaysKeysThatAreNotSwept() {
		this.log.open();
		Position before = this.log.state().end().position();
		this.log.appendElsewhere(KEY);
		start();
		assertThat(isStale(KEY, before)).isTrue();
		assertThat(isStale(new InvalidationTarget.Key("user", "user:3"), before)).isFalse();
	}

	@Test
	void startReplaysNothingThatIsSwept() {
		this.log.open();
		Position before = this.log.state().end().position();
		Position evict = this.log.appendElsewhere(KEY);
		this.log.announce(new LogEntry.Swept(evict, new Position(evict.epoch(), 0, 0)));
		start();
		assertThat(isStale(KEY, before)).isFalse();
	}

	@Test
	void whatWasTrimmedBeforeItWasSweptLeavesAFloor() {
		this.log.open();
		Position before = this.log.state().end().position();
		this.log.appendElsewhere(KEY);
		Position after = this.log.appendElsewhere(TAG);
		this.log.entries.subList(0, 2).clear();
		start();
		assertThat(isStale(KEY, before)).isTrue();
		assertThat(isStale(KEY, after)).isFalse();
	}

	@Test
	void tagsWhoseEntriesAreTrimmedAreLoadedFromBesideTheLog() {
		this.log.open();
		Position before = this.log.state().end().position();
		Position evict = this.log.appendElsewhere(TAG);
		this.log.announce(new LogEntry.Swept(evict, new Position(evict.epoch(), 0, 0)));
		this.log.entries.subList(0, 2).clear();
		start();
		assertThat(isStale(TAG, before)).isTrue();
	}

	@Test
	void whatIsAppendedWhileTheLogIsLoadedIsFollowedAfterwards() {
		this.log.open();
		Position before = this.log.state().end().position();
		this.log.before(Call.MARKERS, () -> this.log.appendElsewhere(KEY));
		this.log.hold(Call.MARKERS);
		this.follower.start();
		this.log.appendElsewhere(TAG);
		this.log.release(Call.MARKERS);
		pass(10);
		assertThat(isStale(KEY, before)).isTrue();
		assertThat(isStale(TAG, before)).isTrue();
		assertTrust(true, true);
	}

	@Test
	void nothingIsTrustedWhileTheLogIsLoaded() {
		start();
		this.log.hold(Call.MARKERS);
		this.log.flush();
		pass(400);
		assertTrust(false, false);
		assertThat(this.follower.state().loading()).isTrue();
		this.log.release(Call.MARKERS);
		assertTrust(true, true);
	}

	@Test
	void nothingIsTrustedInAnOutageThatBeginsWhileTheLogIsLoaded() {
		start();
		this.log.before(Call.MARKERS, this.log::disconnect);
		this.log.flush();
		pass(5_000);
		assertTrust(false, false);
		this.log.reconnect();
		pass(500);
		assertTrust(true, true);
	}

	@Test
	void flushedLogMakesEverythingCold() {
		Position before = start();
		this.events.clear();
		this.log.flush();
		pass(400);
		assertThat(this.events).startsWith("gap NO_LOG", "clear").contains("new epoch");
		assertThat(isStale(KEY, before)).isTrue();
		assertThat(this.follower.applied().epoch()).isNotEqualTo(before.epoch());
		assertTrust(true, true);
	}

	@Test
	void epochThatAnotherNodeBeganIsAdopted() {
		Position before = start();
		this.events.clear();
		this.log.renew(before.epoch());
		pass(400);
		assertThat(this.events).startsWith("gap OTHER_EPOCH", "clear").contains("new epoch");
		assertThat(this.follower.applied().epoch()).isEqualTo(this.log.state().epoch());
	}

	@Test
	void ownEntryInAnotherEpochIsNoticedAtOnce() {
		Position before = start();
		this.log.flush();
		this.follower.append(List.of(KEY));
		assertThat(this.events).contains("gap OTHER_EPOCH");
		assertThat(this.follower.applied().epoch()).isNotEqualTo(before.epoch());
	}

	@Test
	void failoverThatLostEntriesBeginsANewEpoch() {
		start();
		this.log.appendElsewhere(KEY);
		Position lost = this.follower.applied();
		this.log.loseNewest(1);
		pass(400);
		assertThat(this.events).contains("gap LOST_ENTRIES");
		assertThat(this.log.calls).contains("RENEW");
		assertThat(this.follower.applied().epoch()).isNotEqualTo(lost.epoch());
	}

	@Test
	void failoverAfterWhichThePositionWasGivenAnewIsNoticed() {
		start();
		this.log.appendElsewhere(KEY);
		Position lost = this.follower.applied();
		this.log.disconnect();
		this.log.loseNewest(1);
		LogEntry anew = this.log.add(new LogEntry.Invalidated(List.of(TAG), null));
		assertThat(anew.cursor().position()).isEqualTo(lost);
		this.log.reconnect();
		pass(400);
		assertThat(this.events).contains("gap LOST_ENTRIES");
		assertThat(this.follower.applied().epoch()).isNotEqualTo(lost.epoch());
	}

	@Test
	void entryMissingInTheMiddleIsNoticed() {
		Position before = start();
		this.log.disconnect();
		this.log.appendElsewhere(TAG);
		this.log.appendElsewhere(KEY);
		this.log.entries.remove(this.log.entries.size() - 2);
		this.log.reconnect();
		pass(400);
		assertThat(this.events).contains("gap LOST_ENTRIES");
		assertThat(isStale(TAG, before)).isTrue();
	}

	@Test
	void nodeThatWasAwayForLongLoadsTheLogAndKeepsTheEpoch() {
		Position before = start();
		this.log.disconnect();
		this.log.appendElsewhere(KEY);
		Position late = this.log.appendElsewhere(TAG);
		this.time.pass(RETENTION.plus(Duration.ofMinutes(1)));
		this.log.entries.subList(0, this.log.entries.size() - 1).clear();
		this.log.reconnect();
		pass(600);
		assertThat(this.events).contains("gap TRIMMED", "clear", "loaded");
		assertThat(this.follower.applied()).isEqualTo(late);
		assertThat(isStale(KEY, before)).isTrue();
		assertThat(isStale(TAG, before)).isTrue();
		assertThat(this.log.calls).doesNotContain("RENEW");
	}

	@Test
	void markersThatAreNotBesideTheLogAnyMoreStay() {
		Position before = start();
		this.log.appendElsewhere(TAG);
		this.log.disconnect();
		this.log.reconnect();
		this.log.markers.clear();
		Position last = this.log.appendElsewhere();
		this.log.announce(new LogEntry.Swept(last, new Position(last.epoch(), 0, 0)));
		this.log.disconnect();
		this.time.pass(RETENTION.plus(Duration.ofMinutes(1)));
		this.log.entries.subList(0, this.log.entries.size() - 1).clear();
		this.log.reconnect();
		pass(600);
		assertThat(this.events).contains("gap TRIMMED");
		assertThat(this.index.counts().floor()).isEmpty();
		assertThat(isStale(TAG, before)).isTrue();
	}

	@Test
	void whatWasAnnouncedAsSweptMeanwhileIsForgotten() {
		Position before = start();
		Position evict = this.log.appendElsewhere(KEY);
		this.log.disconnect();
		LogEntry.Swept swept = new LogEntry.Swept(evict, evict);
		this.log.reconnect();
		this.log.announce(swept);
		this.log.disconnect();
		this.log.appendElsewhere();
		this.time.pass(RETENTION.plus(Duration.ofMinutes(1)));
		this.log.entries.subList(0, this.log.entries.size() - 1).clear();
		this.log.reconnect();
		this.events.clear();
		pass(600);
		assertThat(this.events).containsSubsequence("clear", "removeStale 1 true", "loaded");
		assertThat(this.follower.applied()).isNotEqualTo(before);
	}

	@Test
	void loadThatFailsIsTriedAgain() {
		this.log.hold(Call.MARKERS);
		this.follower.start();
		this.log.disconnect();
		this.log.release(Call.MARKERS);
		pass(3_000);
		assertThat(isDone(this.follower.loaded())).isFalse();
		this.log.reconnect();
		pass(600);
		assertThat(isDone(this.follower.loaded())).isTrue();
	}

	@Test
	void recoveryCanBeAnother() {
		LogFollower patient = new LogFollower(this.log, this.index, LocalPurge.NONE,
				new LogFollower.Settings(Duration.ofSeconds(1), Duration.ZERO, RETENTION, (log, epoch) -> log.open()),
				new LogFollower.Runtime(this.time, Runnable::run, this.time));
		patient.start();
		this.log.appendElsewhere(KEY);
		long epoch = patient.applied().epoch();
		this.log.loseNewest(1);
		pass(400);
		assertThat(patient.applied()).isEqualTo(this.log.state().end().position());
		assertThat(patient.applied().epoch()).isEqualTo(epoch);
		patient.close();
	}

}
