package io.cacheaside.engine.log;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.Position;
import io.cacheaside.engine.log.LogEntry.Invalidated;
import io.cacheaside.engine.marker.MarkerIndex;
import io.cacheaside.engine.marker.Subject;

import static org.assertj.core.api.Assertions.assertThat;

class AppliedLogTests {

	private static final Subject USER = new Subject("user:1", List.of());

	private final FakeTime time = new FakeTime();

	private final MarkerIndex index = new MarkerIndex(1_000);

	private final Currency currency = new Currency(Duration.ofSeconds(1), Duration.ofSeconds(30),
			this.time.getAsLong());

	private final AppliedLog applied = new AppliedLog(this.index, LocalPurge.NONE, this.currency, this.time,
			LogListener.NONE);

	@BeforeEach
	void loaded() {
		Standing loading = this.applied.beginLoading(Standing.START).orElseThrow();
		LogState state = new LogState(at(10), new Position(1, 0, 0), new Position(1, 0, 0), 10);
		this.applied.clear(loading, state);
		this.applied.finishLoading(loading, state);
	}

	@Test
	void entriesAreAppliedInOrderAndOnce() {
		Standing from = this.applied.standing();
		List<LogEntry> entries = List.of(entry(10, 11), entry(11, 12));
		assertThat(this.applied.apply(from, entries)).isTrue();
		long version = this.index.version();
		assertThat(this.applied.apply(from, entries)).isTrue();
		assertThat(this.applied.standing().applied()).isEqualTo(at(12));
		assertThat(this.index.version()).isEqualTo(version);
	}

	@Test
	void entryThatDoesNotFollowIsNotAppliedNorWhatComesAfterIt() {
		Standing from = this.applied.standing();
		assertThat(this.applied.apply(from, List.of(entry(10, 11), entry(12, 13), entry(13, 14)))).isFalse();
		assertThat(this.applied.standing().applied()).isEqualTo(at(11));
		assertThat(this.index.isStale(USER, at(11).position())).isFalse();
	}

	@Test
	void entryThatFollowsAnotherEntryAtTheSamePositionIsNotApplied() {
		LogEntry stranger = new LogEntry(at(11), new LogCursor(at(10).position(), 77),
				new Invalidated(List.of(), null));
		assertThat(this.applied.apply(this.applied.standing(), List.of(stranger))).isFalse();
	}

	@Test
	void endThatIsNotAppliedProvesNothing() {
		Standing from = this.applied.standing();
		assertThat(this.applied.prove(from, at(11), this.time.getAsLong())).isFalse();
		assertThat(this.applied.prove(from, new LogCursor(at(10).position(), 77), this.time.getAsLong())).isFalse();
		assertThat(this.currency.trustsRemote(this.time.getAsLong())).isFalse();
		assertThat(this.applied.prove(from, at(10), this.time.getAsLong())).isTrue();
		assertThat(this.currency.trustsRemote(this.time.getAsLong())).isTrue();
	}

	@Test
	void whatWasAskedBeforeALoadIsVoid() {
		Standing from = this.applied.standing();
		Standing loading = this.applied.beginLoading(from).orElseThrow();
		assertThat(this.applied.beginLoading(from)).isEmpty();
		assertThat(this.applied.prove(from, at(10), this.time.getAsLong())).isFalse();
		assertThat(this.applied.apply(from, List.of(entry(10, 11)))).isFalse();
		this.applied.tryApply(new AppliedLog.OwnEntry(from, new Appended(at(11), at(10)), List.of(), 0));
		this.applied.finishLoading(loading, new LogState(at(10), Position.NONE, Position.NONE, 10));
		assertThat(this.applied.prove(from, at(10), this.time.getAsLong())).isFalse();
		assertThat(this.applied.standing().applied()).isEqualTo(at(10));
	}

	@Test
	void ownEntryIsAppliedWhereItFollows() {
		InvalidationTarget target = new InvalidationTarget.Key("user", "user:1");
		this.applied.tryApply(
				new AppliedLog.OwnEntry(this.applied.standing(), new Appended(at(13), at(12)), List.of(target), 0));
		assertThat(this.applied.standing().applied()).isEqualTo(at(10));
		this.applied.tryApply(
				new AppliedLog.OwnEntry(this.applied.standing(), new Appended(at(13), at(10)), List.of(target), 0));
		assertThat(this.applied.standing().applied()).isEqualTo(at(13));
		assertThat(this.index.isStale(USER, at(12).position())).isTrue();
	}

	private static LogEntry entry(long previous, long millis) {
		return new LogEntry(at(millis), at(previous),
				new Invalidated(List.of(new InvalidationTarget.Key("user", "user:" + (millis % 2))), null));
	}

	private static LogCursor at(long millis) {
		return new LogCursor(new Position(1, millis, 0), millis);
	}

}
