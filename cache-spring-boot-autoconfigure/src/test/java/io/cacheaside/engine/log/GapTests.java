package io.cacheaside.engine.log;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import io.cacheaside.Position;

import static org.assertj.core.api.Assertions.assertThat;

class GapTests {

	private static final long HOUR = 3_600_000;

	private static final Duration RETENTION = Duration.ofHours(1);

	@Test
	void whatFollowsEntryByEntryHasNoGap() {
		assertThat(between(at(10), kept(true, entry(10, 11), entry(11, 12)))).isEmpty();
		assertThat(between(at(10), page(10, 10, true, List.of()))).isEmpty();
	}

	@Test
	void logThatIsMissingOrOfAnotherEpochIsAGap() {
		assertThat(Gap.between(at(10), Optional.empty(), RETENTION)).contains(Gap.NO_LOG);
		LogCursor other = new LogCursor(new Position(2, 10, 0), 10);
		assertThat(between(other, kept(true, entry(10, 11)))).contains(Gap.OTHER_EPOCH);
	}

	@Test
	void logThatEndsBeforeWhatIsAppliedLostIt() {
		assertThat(between(at(10), page(9, 10, false, List.of()))).contains(Gap.LOST_ENTRIES);
		assertThat(between(at(10), page(9, 10 + 2 * HOUR, false, List.of()))).contains(Gap.LOST_ENTRIES);
	}

	@Test
	void endAtTheSamePositionWithAnotherNonceIsAnotherEntry() {
		LogCursor same = new LogCursor(at(10).position(), 77);
		assertThat(between(same, page(10, 10, false, List.of()))).contains(Gap.LOST_ENTRIES);
	}

	@Test
	void entryThatFollowsAnotherEntryAtTheSamePositionIsAGap() {
		LogEntry stranger = new LogEntry(at(11), new LogCursor(at(10).position(), 77),
				new LogEntry.Invalidated(List.of(), null));
		assertThat(between(at(10), kept(true, stranger))).contains(Gap.LOST_ENTRIES);
	}

	@Test
	void endThatNothingLeadsToIsAGap() {
		assertThat(between(at(10), page(12, 12, true, List.of()))).contains(Gap.LOST_ENTRIES);
	}

	@Test
	void entryThatDoesNotFollowTheOneAppliedIsAGap() {
		assertThat(between(at(10), kept(true, entry(11, 12)))).contains(Gap.LOST_ENTRIES);
		assertThat(between(at(10), kept(true, entry(10, 11), entry(12, 13)))).contains(Gap.LOST_ENTRIES);
	}

	@Test
	void youngEntryThatIsGoneWasLostAndNotTrimmed() {
		assertThat(between(at(10), kept(false, entry(10, 11)))).contains(Gap.LOST_ENTRIES);
		assertThat(between(at(10), page(20, 10 + HOUR * 8 / 10, false, List.of(entry(15, 20)))))
			.contains(Gap.LOST_ENTRIES);
	}

	@Test
	void oldEntryThatIsGoneWasTrimmed() {
		LogPage trimmed = page(20, 10 + 2 * HOUR, false, List.of(entry(15, 20)));
		assertThat(between(at(10), trimmed)).contains(Gap.TRIMMED);
	}

	@Test
	void oldEntryWhoseSuccessorIsStillThereLeavesNoGap() {
		assertThat(between(at(10), page(20, 10 + 2 * HOUR, false, List.of(entry(10, 20))))).isEmpty();
	}

	@Test
	void oldEntryThatItsSuccessorNeverSawWasLost() {
		LogPage failedOver = page(20, 10 + 2 * HOUR, false, List.of(entry(9, 20)));
		assertThat(between(at(10), failedOver)).contains(Gap.LOST_ENTRIES);
	}

	private static Optional<Gap> between(LogCursor from, LogPage page) {
		return Gap.between(from, Optional.of(page), RETENTION);
	}

	private static LogPage kept(boolean kept, LogEntry... entries) {
		return page(entries[entries.length - 1].cursor().position().millis(), 20, kept, List.of(entries));
	}

	private static LogPage page(long end, long serverMillis, boolean kept, List<LogEntry> entries) {
		Position swept = new Position(1, 0, 0);
		return new LogPage(new LogState(at(end), swept, swept, serverMillis), kept, entries, true);
	}

	private static LogEntry entry(long previous, long millis) {
		return new LogEntry(at(millis), at(previous), new LogEntry.Invalidated(List.of(), null));
	}

	private static LogCursor at(long millis) {
		return new LogCursor(new Position(1, millis, 0), millis);
	}

}
