package io.cacheaside.engine.log;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.Position;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What every log keeps to. Each test begins with a server that holds no log. */
public abstract class InvalidationLogContract {

	private static final Duration LONG = Duration.ofSeconds(20);

	private static final InvalidationTarget KEY = new InvalidationTarget.Key("api:user", "api:user:1");

	private static final InvalidationTarget TAG = new InvalidationTarget.Tag("org:1");

	private static final InvalidationTarget PATTERN = new InvalidationTarget.Pattern("api:user:*");

	private static final InvalidationTarget CACHE = new InvalidationTarget.WholeCache("api:user");

	/**
	 * The log under test.
	 * @return the log, the same one throughout a test
	 */
	protected abstract InvalidationLog log();

	protected static <T> T get(CompletionStage<T> stage) {
		try {
			return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
		}
		catch (Exception ex) {
			throw new AssertionError("the log failed: " + ex, ex);
		}
	}

	@Test
	void logIsBegunOnceAndOpenedByEveryoneElse() {
		LogState begun = get(log().open());
		LogState opened = get(log().open());
		assertThat(opened.end()).isEqualTo(begun.end());
		assertThat(begun.epoch()).isNotZero();
		assertThat(begun.swept()).isEqualTo(new Position(begun.epoch(), 0, 0));
		assertThat(begun.othersSwept()).isEqualTo(new Position(begun.epoch(), 0, 0));
	}

	@Test
	void thereIsNothingToReadWhereThereIsNoLog() {
		assertThat(get(log().read(LogCursor.NONE))).isEmpty();
	}

	@Test
	void appendBeginsTheLogWhereThereIsNone() {
		Appended appended = get(log().append(List.of(TAG)));
		LogPage page = page(appended.previous());
		assertThat(page.cursorKept()).isTrue();
		assertThat(page.entries()).singleElement().isEqualTo(entry(appended, TAG));
	}

	@Test
	void targetsOfEachKindComeBackAsTheyWereInOneEntry() {
		LogCursor start = get(log().open()).end();
		InvalidationTarget[] targets = { KEY, new InvalidationTarget.Key("api:user", "api:user:2"), TAG,
				new InvalidationTarget.Tag("größe 🗝 \n\0"), TAG, PATTERN, CACHE,
				new InvalidationTarget.Key("ü:ü", "ü:ü:🗝") };
		Appended appended = get(log().append(List.of(targets)));
		assertThat(appended.previous()).isEqualTo(start);
		LogPage page = page(start);
		assertThat(page.entries()).containsExactly(entry(appended, targets));
		assertThat(page.complete()).isTrue();
		assertThat(get(log().await(start, Duration.ZERO))).containsExactly(entry(appended, targets));
		assertThat(replayed(start.position(), appended.cursor().position())).containsExactly(entry(appended, targets));
	}

	@Test
	void softTargetsComeBackAsTheyWereBesideHardOnes() {
		LogCursor start = get(log().open()).end();
		InvalidationTarget[] targets = { KEY.soft(), TAG, TAG.soft(), PATTERN.soft(), CACHE.soft(), CACHE,
				new InvalidationTarget.Key("ü:ü", "ü:ü:🗝").soft() };
		Appended appended = get(log().append(List.of(targets)));
		assertThat(page(start).entries()).containsExactly(entry(appended, targets));
		assertThat(get(log().await(start, Duration.ZERO))).containsExactly(entry(appended, targets));
		assertThat(replayed(start.position(), appended.cursor().position())).containsExactly(entry(appended, targets));
	}

	@Test
	void entryWithoutTargetsShowsThatTheLogAcceptsWrites() {
		LogCursor start = get(log().open()).end();
		Appended appended = get(log().append(List.of()));
		assertThat(page(start).entries()).containsExactly(entry(appended));
	}

	@Test
	void manyTargetsOfOneInvalidationAllArrive() {
		LogCursor start = get(log().open()).end();
		List<InvalidationTarget> targets = IntStream.range(0, 10_000)
			.<InvalidationTarget>mapToObj((i) -> (i % 2 == 0) ? new InvalidationTarget.Key("user", "user:" + i)
					: new InvalidationTarget.Tag("tag:" + i))
			.toList();
		Appended appended = get(log().append(targets));
		assertThat(appended.previous()).isEqualTo(start);
		LogPage page = page(start);
		assertThat(page.state().end()).isEqualTo(appended.cursor());
		assertThat(page.entries().stream().flatMap((entry) -> targets(entry).stream()))
			.containsExactlyElementsOf(targets);
		assertThat(markers()).hasSize(5_000);
	}

	@Test
	void endOfTheLogIsKnownByItsReaders() {
		LogCursor end = get(log().append(List.of(TAG))).cursor();
		LogPage page = page(end);
		assertThat(page.cursorKept()).isTrue();
		assertThat(page.entries()).isEmpty();
		assertThat(page.complete()).isTrue();
		assertThat(page.state().end()).isEqualTo(end);
		assertThat(page.state().serverMillis()).isGreaterThanOrEqualTo(end.position().millis());
	}

	@Test
	void clockOfTheServerIsKnownAndNotBehindThePositions() {
		long appended = get(log().append(List.of(TAG))).cursor().position().millis();
		await().until(() -> log().serverMillis().isPresent());
		assertThat(log().serverMillis().orElseThrow()).isBetween(appended, appended + 60_000);
	}

	@Test
	void entryOfTheSameIdAndAnotherWriterIsNotTheOneThatWasRead() {
		LogCursor end = get(log().append(List.of(TAG))).cursor();
		assertThat(page(new LogCursor(end.position(), end.nonce() + 1)).cursorKept()).isFalse();
		Position other = new Position(end.position().epoch() + 1, end.position().millis(), end.position().sequence());
		assertThat(page(new LogCursor(other, end.nonce())).cursorKept()).isFalse();
		assertThat(page(LogCursor.NONE).cursorKept()).isFalse();
	}

	@Test
	void longLogIsReadPageByPage() {
		LogCursor start = get(log().open()).end();
		List<CompletableFuture<Appended>> appending = IntStream.range(0, 1_200)
			.mapToObj(
					(i) -> log().append(List.of(new InvalidationTarget.Key("user", "user:" + i))).toCompletableFuture())
			.toList();
		appending.forEach(InvalidationLogContract::get);
		List<LogEntry> read = new ArrayList<>();
		LogCursor last = start;
		boolean complete = false;
		while (!complete) {
			LogPage page = page(last);
			assertThat(page.cursorKept()).isTrue();
			assertThat(page.entries()).isNotEmpty();
			read.addAll(page.entries());
			last = read.get(read.size() - 1).cursor();
			complete = page.complete();
			assertThat(complete).isEqualTo(read.size() == 1_200);
		}
		assertThat(last).isEqualTo(get(log().open()).end());
		assertThat(read).isEqualTo(replayed(start.position(), last.position()));
	}

	@Test
	void everyEntryNamesTheOneBeforeItHoweverManyAppendAtOnce() {
		LogCursor start = get(log().open()).end();
		List<CompletableFuture<Void>> writers = IntStream.range(0, 4)
			.mapToObj((writer) -> CompletableFuture
				.runAsync(() -> IntStream.range(0, 50).forEach((i) -> get(log().append(List.of(TAG))))))
			.toList();
		writers.forEach(InvalidationLogContract::get);
		LogCursor previous = start;
		List<LogEntry> entries = page(start).entries();
		assertThat(entries).hasSize(200);
		for (LogEntry entry : entries) {
			assertThat(entry.previous()).isEqualTo(previous);
			previous = entry.cursor();
		}
	}

	@Test
	void epochIsGivenUpOnce() {
		Appended appended = get(log().append(List.of(TAG)));
		long given = appended.cursor().position().epoch();
		LogState renewed = get(log().renew(given));
		assertThat(renewed.epoch()).isNotEqualTo(given);
		assertThat(get(log().renew(given)).end()).isEqualTo(renewed.end());
		assertThat(page(appended.cursor()).cursorKept()).isFalse();
		assertThat(markers()).isEmpty();
	}

	@Test
	void waitEndsWhenAnEntryComes() {
		LogCursor end = get(log().open()).end();
		CompletionStage<List<LogEntry>> wait = log().await(end, LONG);
		Appended appended = get(log().append(List.of(TAG)));
		assertThat(get(wait)).containsExactly(entry(appended, TAG));
	}

	@Test
	void waitEndsEmptyWhenItsTimeIsOver() {
		LogCursor end = get(log().append(List.of(TAG))).cursor();
		assertThat(get(log().await(end, Duration.ofMillis(50)))).isEmpty();
		assertThat(get(log().await(end, Duration.ZERO))).isEmpty();
	}

	@Test
	void markersAreTheNewestOfEachTagPatternAndCache() {
		Appended old = get(log().append(List.of(KEY, TAG, PATTERN)));
		Appended young = get(log().append(List.of(TAG, CACHE)));
		assertThat(markers()).isEqualTo(Map.of(TAG, young.cursor().position(), CACHE, young.cursor().position(),
				PATTERN, old.cursor().position()));
	}

	@Test
	void softMarkersStandBesideTheHardOnesOfTheSameTargets() {
		Position hard = get(log().append(List.of(TAG, PATTERN, CACHE))).cursor().position();
		Position soft = get(log().append(List.of(KEY.soft(), TAG.soft(), PATTERN.soft(), CACHE.soft()))).cursor()
			.position();
		assertThat(markers()).isEqualTo(Map.of(TAG, hard, PATTERN, hard, CACHE, hard, TAG.soft(), soft, PATTERN.soft(),
				soft, CACHE.soft(), soft));
		Position again = get(log().append(List.of(TAG.soft(), CACHE))).cursor().position();
		assertThat(get(log().forget(List.of(new Marker(TAG.soft(), soft), new Marker(PATTERN.soft(), soft),
				new Marker(CACHE, hard), new Marker(CACHE.soft(), soft)))))
			.isEqualTo(2);
		assertThat(markers()).isEqualTo(Map.of(TAG, hard, PATTERN, hard, CACHE, again, TAG.soft(), again));
	}

	@Test
	void replayIsOfThePartThatWasAskedFor() {
		List<Appended> all = IntStream.range(0, 5)
			.mapToObj((i) -> get(log().append(List.of(new InvalidationTarget.Tag("tag:" + i)))))
			.toList();
		assertThat(replayed(all.get(1).cursor().position(), all.get(3).cursor().position()))
			.extracting(LogEntry::cursor)
			.containsExactly(all.get(2).cursor(), all.get(3).cursor());
	}

	@Test
	void announcementIsAnEntryAndIsNoted() {
		Appended keys = get(log().append(List.of(KEY)));
		Appended others = get(log().append(List.of(TAG)));
		LogEntry.Swept swept = new LogEntry.Swept(others.cursor().position(), keys.cursor().position());
		Appended announced = get(log().announce(swept));
		assertThat(announced.previous()).isEqualTo(others.cursor());
		LogPage page = page(others.cursor());
		assertThat(page.entries()).containsExactly(new LogEntry(announced.cursor(), others.cursor(), swept));
		assertThat(page.state().swept()).isEqualTo(swept.keys());
		assertThat(page.state().othersSwept()).isEqualTo(swept.others());
	}

	@Test
	void olderAnnouncementTakesNothingBack() {
		Position first = get(log().append(List.of(KEY))).cursor().position();
		Position second = get(log().append(List.of(KEY))).cursor().position();
		Position far = new Position(first.epoch(), first.millis() * 10, 0);
		get(log().announce(new LogEntry.Swept(far, second)));
		get(log().announce(new LogEntry.Swept(second, first)));
		assertThat(get(log().open()).swept()).isEqualTo(far);
		assertThat(get(log().open()).othersSwept()).isEqualTo(second);
	}

	@Test
	void announcementOfAnotherEpochIsRefused() {
		Position old = get(log().append(List.of(KEY))).cursor().position();
		LogState renewed = get(log().renew(old.epoch()));
		assertThat(log().announce(new LogEntry.Swept(old, old))).failsWithin(LONG);
		assertThat(page(renewed.end()).entries()).isEmpty();
	}

	@Test
	void markerThatChangedIsNotForgotten() {
		Position tag = get(log().append(List.of(TAG, CACHE))).cursor().position();
		Position again = get(log().append(List.of(CACHE))).cursor().position();
		List<Marker> markers = List.of(new Marker(TAG, tag), new Marker(CACHE, tag), new Marker(PATTERN, tag));
		assertThat(get(log().forget(markers))).isEqualTo(1);
		assertThat(markers()).isEqualTo(Map.of(CACHE, again));
		assertThat(get(log().forget(List.of()))).isZero();
	}

	@Test
	void manyMarkersAreForgottenAtOnce() {
		List<InvalidationTarget> tags = IntStream.range(0, 2_500)
			.<InvalidationTarget>mapToObj((i) -> new InvalidationTarget.Tag("tag:" + i))
			.toList();
		get(log().append(tags));
		List<Marker> markers = new ArrayList<>();
		markers().forEach((target, position) -> markers.add(new Marker(target, position)));
		assertThat(get(log().forget(markers))).isEqualTo(2_500);
		assertThat(markers()).isEmpty();
	}

	@Test
	void oneNodeIsElectedAtATime() {
		assertThat(get(log().elect("one", LONG))).isTrue();
		assertThat(get(log().elect("two", LONG))).isFalse();
		assertThat(get(log().elect("one", Duration.ofMillis(20)))).isTrue();
		await().atMost(LONG).until(() -> get(log().elect("two", LONG)));
		assertThat(get(log().elect("one", LONG))).isFalse();
	}

	/** All that follows a cursor, as the log stands. */
	private LogPage page(LogCursor after) {
		Optional<LogPage> page = get(log().read(after));
		assertThat(page).isPresent();
		return page.orElseThrow();
	}

	private Map<InvalidationTarget, Position> markers() {
		Map<InvalidationTarget, Position> markers = new HashMap<>();
		Set<Integer> sizes = new HashSet<>();
		get(log().markers((page) -> {
			sizes.add(page.size());
			page.forEach((marker) -> markers.put(marker.target(), marker.position()));
		}));
		assertThat(sizes).doesNotContain(0);
		return markers;
	}

	private List<LogEntry> replayed(Position after, Position upTo) {
		List<LogEntry> entries = new ArrayList<>();
		get(log().replay(after, upTo, entries::addAll));
		return entries;
	}

	private static List<InvalidationTarget> targets(LogEntry entry) {
		return ((LogEntry.Invalidated) entry.content()).targets();
	}

	private static LogEntry entry(Appended appended, InvalidationTarget... targets) {
		return new LogEntry(appended.cursor(), appended.previous(), new LogEntry.Invalidated(List.of(targets), null));
	}

}
