package io.cacheaside.engine;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.Position;
import io.cacheaside.TimeToLive;
import io.cacheaside.codec.EncodedValue;
import io.cacheaside.codec.Entry;
import io.cacheaside.codec.EntryBuilder;
import io.cacheaside.engine.log.FakeTime;
import io.cacheaside.engine.log.LocalPurge;
import io.cacheaside.engine.log.LogFollower;
import io.cacheaside.engine.log.LogInTheory;
import io.cacheaside.engine.log.LogAnswers.Call;
import io.cacheaside.engine.marker.MarkerIndex;
import io.cacheaside.engine.marker.Subject;
import io.cacheaside.key.CacheKey;

import static org.assertj.core.api.Assertions.assertThat;

/** Looks come each minute, and loads are no older than ten. */
class MarkerSweeperTests {

	private static final InvalidationTarget.Tag TAG = new InvalidationTarget.Tag("org:1");

	private static final InvalidationTarget.Key KEY = new InvalidationTarget.Key("user", "user:1");

	private final FakeTime time = new FakeTime();

	private final LogInTheory log = new LogInTheory(this.time);

	private final MarkerIndex index = new MarkerIndex(1_000);

	private final FakeRemoteTier remote = new FakeRemoteTier(this.time);

	private final LogFollower.Runtime runtime = new LogFollower.Runtime(this.time, Runnable::run, this.time);

	private final LogFollower follower = new LogFollower(this.log, this.index, LocalPurge.NONE,
			new LogFollower.Settings(Duration.ofSeconds(1), Duration.ofSeconds(30), Duration.ofMinutes(30)),
			this.runtime);

	private final MarkerSweeper sweeper = new MarkerSweeper(this.log, this.follower, this.index, this.remote,
			new MarkerSweeper.Settings("a", Duration.ofMinutes(1), Duration.ofMinutes(10)), this.runtime);

	private Position before = Position.NONE;

	private long swept;

	@BeforeEach
	void started() {
		this.follower.start();
		this.before = this.follower.applied();
		this.sweeper.start();
		// The sweep that each epoch begins with.
		pass(15);
		assertThat(this.log.calls).contains("ANNOUNCE");
		this.log.calls.clear();
		this.before = this.follower.applied();
		this.swept = this.log.state().othersSwept().millis();
		pass(1);
	}

	@Test
	void oldEntryOfAKeyIsRemovedOnceNoLoadCanStoreItAnyMore() {
		this.log.appendElsewhere(KEY);
		pass(9);
		store("1", this.before);
		assertThat(calls(Call.ANNOUNCE)).isZero();
		assertThat(isStale("1")).isTrue();
		this.log.before(Call.ANNOUNCE, () -> assertThat(this.remote.keys()).isEmpty());
		pass(4);
		assertThat(this.remote.keys()).isEmpty();
		assertThat(calls(Call.ANNOUNCE)).isEqualTo(1);
		assertThat(isStale("1")).isFalse();
		assertThat(this.remote.calls(FakeRemoteTier.Operation.SWEEP)).isEqualTo(1);
	}

	@Test
	void entryOfASoftKeyIsMadeDueOnceNoLoadCanStoreItAnyMore() {
		this.log.appendElsewhere(KEY.soft());
		pass(9);
		store("1", this.before);
		assertThat(isDue("1")).isTrue();
		this.log.before(Call.ANNOUNCE, () -> assertThat(refreshAt("1")).isNotZero());
		pass(4);
		assertThat(calls(Call.ANNOUNCE)).isEqualTo(1);
		assertThat(this.remote.calls(FakeRemoteTier.Operation.SWEEP)).isEqualTo(1);
		assertThat(this.remote.keys()).containsExactly("user:1");
		assertThat(refreshAt("1")).isNotZero();
		assertThat(this.remote.calls(FakeRemoteTier.Operation.SWEEP_SOME)).isPositive();
		assertThat(isDue("1")).isFalse();
	}

	@Test
	void entriesOfASoftTagAreMadeDueAndThenItsMarkerIsForgotten() {
		Position invalidated = this.log.appendElsewhere(TAG.soft());
		pass(9);
		store("1", this.before, TAG.tag());
		store("2", this.before);
		store("3", invalidated, TAG.tag());
		assertThat(isDue("1", TAG.tag())).isTrue();
		this.log.before(Call.FORGET, () -> assertThat(refreshAt("1")).isNotZero());
		pass(4);
		assertThat(this.remote.keys()).containsExactly("user:1", "user:2", "user:3");
		assertThat(refreshAt("1")).isNotZero();
		assertThat(refreshAt("2")).isZero();
		assertThat(refreshAt("3")).isZero();
		assertThat(this.log.markers).isEmpty();
		assertThat(isDue("1", TAG.tag())).isFalse();
		assertThat(this.sweeper.statistics().runs()).isEqualTo(2);
		assertThat(this.sweeper.statistics().removed()).isZero();
	}

	@Test
	void freshEntryOfAKeyStays() {
		Position evict = this.log.appendElsewhere(KEY);
		store("1", evict);
		store("2", this.before);
		pass(20);
		assertThat(this.remote.keys()).containsExactlyInAnyOrder("user:1", "user:2");
		assertThat(calls(Call.ANNOUNCE)).isEqualTo(1);
	}

	@Test
	void clockOfTheServerDoesNotHastenIt() {
		this.log.appendElsewhere(KEY);
		pass(1);
		this.log.serverShift = Duration.ofHours(1).toMillis();
		pass(8);
		assertThat(calls(Call.ANNOUNCE)).isZero();
		assertThat(isStale("1")).isTrue();
	}

	@Test
	void oldEntriesOfATagAreRemovedAndThenItsMarkerIsForgotten() {
		this.log.appendElsewhere(TAG);
		pass(9);
		store("1", this.before, TAG.tag());
		store("2", this.before);
		assertThat(this.log.markers).containsKey(TAG);
		this.log.before(Call.FORGET, () -> assertThat(this.remote.keys()).containsExactly("user:2"));
		this.log.before(Call.ANNOUNCE, () -> assertThat(this.remote.keys()).containsExactly("user:2"));
		pass(4);
		assertThat(this.log.calls).containsSubsequence("FORGET", "ANNOUNCE");
		assertThat(this.remote.keys()).containsExactly("user:2");
		assertThat(this.log.markers).isEmpty();
		assertThat(isStale("1", TAG.tag())).isFalse();
		assertThat(this.sweeper.statistics().runs()).isEqualTo(2);
		assertThat(this.sweeper.statistics().removed()).isEqualTo(1);
		assertThat(this.sweeper.statistics().markersForgotten()).isEqualTo(1);
		assertThat(this.sweeper.statistics().elected()).isTrue();
	}

	@Test
	void nothingIsSweptBeforeTheLongestAgeOfALoadIsOver() {
		this.log.appendElsewhere(TAG);
		pass(10);
		assertThat(this.remote.calls(FakeRemoteTier.Operation.SWEEP)).isEqualTo(1);
		assertThat(isStale("1", TAG.tag())).isTrue();
	}

	@Test
	void tagInvalidatedAgainMeanwhileIsNotForgotten() {
		this.log.appendElsewhere(TAG);
		pass(5);
		Position again = this.log.appendElsewhere(TAG);
		pass(8);
		assertThat(this.sweeper.statistics().runs()).isEqualTo(2);
		assertThat(this.log.markers).containsEntry(TAG, again);
		assertThat(isStale("1", TAG.tag())).isTrue();
		pass(12);
		assertThat(this.log.markers).isEmpty();
	}

	@Test
	void tagInvalidatedDuringTheSweepIsNotForgotten() {
		this.log.appendElsewhere(TAG);
		this.remote.hold();
		pass(12);
		this.log.appendElsewhere(TAG);
		this.remote.release();
		pass(1);
		assertThat(this.sweeper.statistics().runs()).isEqualTo(2);
		assertThat(this.log.markers).containsKey(TAG);
		assertThat(isStale("1", TAG.tag())).isTrue();
	}

	@Test
	void sweepThatFailsAnnouncesNothingAndIsTriedAgain() {
		this.log.appendElsewhere(TAG);
		store("1", this.before, TAG.tag());
		pass(10);
		this.remote.reachable(false);
		pass(5);
		assertThat(this.log.calls).noneMatch(this::isAnnouncementOfOthers);
		assertThat(calls(Call.FORGET)).isZero();
		assertThat(this.sweeper.statistics().failures()).isPositive();
		this.remote.reachable(true);
		pass(1);
		assertThat(this.remote.keys()).isEmpty();
		assertThat(this.log.markers).isEmpty();
	}

	@Test
	void keySweepThatFailsAnnouncesNothingAndIsTriedAgain() {
		this.log.appendElsewhere(KEY);
		store("1", this.before);
		this.remote.reachable(false);
		pass(15);
		assertThat(calls(Call.ANNOUNCE)).isZero();
		this.remote.reachable(true);
		pass(1);
		assertThat(this.remote.keys()).isEmpty();
		assertThat(calls(Call.ANNOUNCE)).isEqualTo(1);
	}

	@Test
	void waitBeginsAnewIfTheElectionWasLost() {
		this.log.appendElsewhere(TAG);
		pass(8);
		this.log.electing = false;
		pass(1);
		assertThat(this.sweeper.statistics().elected()).isFalse();
		this.log.electing = true;
		pass(9);
		assertThat(this.sweeper.statistics().runs()).isEqualTo(1);
		pass(5);
		assertThat(this.sweeper.statistics().runs()).isEqualTo(2);
	}

	@Test
	void electionLostDuringTheSweepAnnouncesNothing() {
		this.log.appendElsewhere(TAG);
		this.remote.hold();
		pass(12);
		this.log.electing = false;
		pass(2);
		this.remote.release();
		assertThat(this.log.calls).noneMatch(this::isAnnouncementOfOthers);
		assertThat(calls(Call.FORGET)).isZero();
	}

	@Test
	void logLoadedAnewDuringTheSweepAnnouncesNothing() {
		this.log.appendElsewhere(TAG);
		this.remote.hold();
		pass(12);
		this.log.renew(this.before.epoch());
		this.time.pass(Duration.ofSeconds(2));
		this.remote.release();
		assertThat(this.log.calls).noneMatch(this::isAnnouncementOfOthers);
		assertThat(calls(Call.FORGET)).isZero();
	}

	@Test
	void entriesOfAnEpochThatIsOverAreRemoved() {
		store("1", this.before);
		this.log.flush();
		pass(1);
		store("2", this.follower.applied());
		pass(8);
		assertThat(this.remote.keys()).containsExactlyInAnyOrder("user:1", "user:2");
		pass(6);
		assertThat(this.remote.keys()).containsExactly("user:2");
	}

	@Test
	void nodeThatIsNotElectedDoesNothing() {
		this.log.electing = false;
		this.log.appendElsewhere(TAG, KEY);
		store("1", this.before, TAG.tag());
		pass(60);
		assertThat(this.remote.keys()).containsExactly("user:1");
		assertThat(calls(Call.ANNOUNCE)).isZero();
	}

	@Test
	void nodeThatCannotCatchUpDoesNothing() {
		Position evict = this.log.appendElsewhere(TAG);
		pass(9);
		this.log.hang(Call.READ);
		pass(10);
		assertThat(this.remote.calls(FakeRemoteTier.Operation.SWEEP)).isEqualTo(1);
		assertThat(this.log.markers).containsEntry(TAG, evict);
	}

	@Test
	void keysWhoseEntriesWereTrimmedAreLeftToAWholeSweep() {
		this.log.appendElsewhere(KEY);
		this.log.appendElsewhere(new InvalidationTarget.Key("user", "user:2"));
		pass(1);
		this.log.entries
			.removeIf((entry) -> entry.content().equals(this.log.entries.get(this.log.entries.size() - 2).content())
					&& entry != this.log.entries.get(this.log.entries.size() - 1));
		store("1", this.before);
		pass(12);
		assertThat(this.remote.calls(FakeRemoteTier.Operation.SWEEP)).isEqualTo(1);
		assertThat(isStale("1")).isTrue();
		pass(12);
		assertThat(this.remote.keys()).isEmpty();
		assertThat(isStale("1")).isFalse();
	}

	@Test
	void idleLogIsNotFilledWithAnnouncements() {
		this.log.appendElsewhere(KEY, TAG);
		pass(30);
		int entries = this.log.entries.size();
		pass(120);
		assertThat(this.log.entries).hasSize(entries);
	}

	@Test
	void logWithoutKeysIsAnnouncedNowAndThen() {
		for (int i = 0; i < 60; i++) {
			this.log.appendElsewhere();
			pass(1);
		}
		assertThat(calls(Call.ANNOUNCE)).isBetween(3L, 7L);
		assertThat(this.log.state().swept().isNewerThan(this.before)).isTrue();
	}

	@Test
	void pagesAreSweptOneAfterTheOther() {
		this.log.pageSize(2);
		for (int i = 0; i < 7; i++) {
			this.log.appendElsewhere(new InvalidationTarget.Key("user", "user:" + i));
			store(Integer.toString(i), this.before);
		}
		pass(13);
		assertThat(this.remote.keys()).isEmpty();
		assertThat(calls(Call.ANNOUNCE)).isEqualTo(1);
	}

	@Test
	void closedSweeperDoesNothing() {
		this.sweeper.close();
		this.log.calls.clear();
		this.log.appendElsewhere(KEY);
		pass(20);
		assertThat(calls(Call.ELECT)).isZero();
	}

	private void pass(long minutes) {
		this.time.pass(Duration.ofMinutes(minutes));
	}

	/** The log notes what is announced as keys/others. */
	private boolean isAnnouncementOfOthers(String call) {
		return call.contains("/") && !call.endsWith("/" + this.swept);
	}

	private long calls(Call call) {
		return this.log.calls.stream().filter(call.name()::equals).count();
	}

	private boolean isStale(String rest, String... tags) {
		return this.index.isStale(new Subject("user:" + rest, List.of(tags)), this.before);
	}

	private boolean isDue(String rest, String... tags) {
		return this.index.isDue(new Subject("user:" + rest, List.of(tags)), this.before);
	}

	private long refreshAt(String rest) {
		byte[] content = this.remote.content(new CacheKey("user", "user:" + rest)).orElseThrow();
		return Entry.parse(content).orElseThrow().refreshAt();
	}

	private void store(String rest, Position position, String... tags) {
		CacheKey key = new CacheKey("user", "user:" + rest);
		Lease lease = RemoteTierFixture.lease(key);
		this.remote.seize(lease);
		byte[] bytes = EntryBuilder.at(position)
			.tags(List.of(tags))
			.toBytes(new EncodedValue("java.lang.String", "x".getBytes(StandardCharsets.UTF_8)));
		assertThat(this.remote.store(new EntryWrite(key, lease.token(), bytes, TimeToLive.of(Duration.ofDays(2)))))
			.isCompletedWithValue(true);
	}

}
