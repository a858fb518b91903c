package io.cacheaside.redis;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.Position;
import io.cacheaside.engine.log.LogCursor;
import io.cacheaside.engine.log.LogEntry;
import io.cacheaside.engine.log.Marker;
import io.lettuce.core.cluster.SlotHash;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Entries and markers, read from bytes of whatever kind. */
class LogEntryFieldsTests {

	private static final long EPOCH = 0x0123_4567_89ab_cdefL;

	private static final List<String> HEAD = List.of("v", "1", "e", "0123456789abcdef", "n", "00000000000000aa", "p",
			"16-2/00000000000000bb");

	private static final InvalidationTarget EVERYTHING = new InvalidationTarget.Pattern("*");

	private static final InvalidationTarget USERS = new InvalidationTarget.WholeCache("user");

	@Test
	void headNamesTheEntryAndTheOneBeforeIt() {
		LogEntry entry = LogEntryFields.read("17-3", fields(HEAD), EPOCH);
		assertThat(entry.cursor()).isEqualTo(new LogCursor(new Position(EPOCH, 17, 3), 0xaa));
		assertThat(entry.previous()).isEqualTo(new LogCursor(new Position(EPOCH, 16, 2), 0xbb));
		assertThat(entry.content()).isEqualTo(new LogEntry.Invalidated(List.of(), null));
	}

	static Stream<Arguments> unreadable() {
		return Stream.of(Arguments.of("x", "anything", EVERYTHING), Arguments.of("t", " ", EVERYTHING),
				Arguments.of("t", "\u00ff", EVERYTHING), Arguments.of("g", "user:[", EVERYTHING),
				Arguments.of("g", "", EVERYTHING), Arguments.of("c", "", EVERYTHING),
				Arguments.of("k", "user:1", EVERYTHING), Arguments.of("k", "", EVERYTHING),
				Arguments.of("k", ":", EVERYTHING), Arguments.of("k", "-1:user:1", EVERYTHING),
				Arguments.of("k", "99:user:1", EVERYTHING), Arguments.of("k", "2147483647:user:1", EVERYTHING),
				Arguments.of("k", "0:user:1", EVERYTHING),
				Arguments.of("k", "4:\u00ff\u00ff\u00ff\u00ff:1", EVERYTHING),
				Arguments.of("k", "4:user:\u00ff", USERS), Arguments.of("k", "4:users", USERS),
				Arguments.of("k", "4:user", USERS), Arguments.of("\u00ff", "", EVERYTHING));
	}

	static Stream<Arguments> unreadableAndSoft() {
		return Stream.of(Arguments.of("T", " ", EVERYTHING), Arguments.of("T", "\u00ff", EVERYTHING),
				Arguments.of("G", "user:[", EVERYTHING), Arguments.of("C", "", EVERYTHING),
				Arguments.of("K", "user:1", EVERYTHING), Arguments.of("K", "99:user:1", EVERYTHING),
				Arguments.of("K", "4:user:\u00ff", USERS), Arguments.of("K", "4:users", USERS));
	}

	@ParameterizedTest
	@MethodSource("unreadableAndSoft")
	void softTargetThatCannotBeReadIsTheNarrowestSoftOneThatContainsIt(String name, String value,
			InvalidationTarget expected) {
		LogEntry.Invalidated content = invalidated(HEAD, List.of("t", "org:1", name, value));
		assertThat(content.targets()).containsExactly(new InvalidationTarget.Tag("org:1"), expected.soft());
		assertThat(content.problem()).isNotBlank();
	}

	@Test
	void unknownCapitalMayMeanAnything() {
		for (String unknown : List.of("A", "V", "E", "N", "P", "S", "O", "X")) {
			LogEntry.Invalidated content = invalidated(HEAD, List.of(unknown, "org:1"));
			assertThat(content.targets()).containsExactly(EVERYTHING);
			assertThat(content.problem()).isNotBlank();
		}
	}

	@ParameterizedTest
	@MethodSource("unreadable")
	void unreadableTargetIsTheNarrowestOneThatContainsIt(String name, String value, InvalidationTarget expected) {
		LogEntry.Invalidated content = invalidated(HEAD, List.of("t", "org:1", name, value));
		assertThat(content.targets()).containsExactly(new InvalidationTarget.Tag("org:1"), expected);
		assertThat(content.problem()).isNotBlank();
	}

	@Test
	void namesOfSeveralLettersAreLeftToLaterVersions() {
		assertThat(invalidated(HEAD, List.of("by", "node 7", "t", "org:1")))
			.isEqualTo(new LogEntry.Invalidated(List.of(new InvalidationTarget.Tag("org:1")), null));
	}

	@Test
	void entryOfAnotherVersionOrEpochNamesEverything() {
		for (List<String> head : List.of(List.of("v", "2", "e", "0123456789abcdef"), List.of("e", "0123456789abcdef"),
				List.of("v", "1"), List.of("v", "1", "e", "00"), List.of("v", "1", "e", "0123456789abcdee"))) {
			LogEntry.Invalidated content = invalidated(head, List.of());
			assertThat(content.targets()).containsExactly(EVERYTHING);
			assertThat(content.problem()).isNotBlank();
		}
	}

	@Test
	void entryOfWhateverLogBearsItsOwnEpoch() {
		assertThat(LogEntryFields.readAny("17-3", fields(HEAD), 5).cursor().position().epoch()).isEqualTo(EPOCH);
		assertThat(LogEntryFields.readAny("17-3", fields(List.of("v", "1")), 5).cursor().position().epoch())
			.isEqualTo(5);
	}

	@Test
	void predecessorThatCannotBeReadIsOneThatNobodyKnows() {
		for (String previous : List.of("", "16-2", "16-2/bb", "x/00000000000000bb", "16/00000000000000bb")) {
			LogEntry entry = LogEntryFields.read("17-3",
					fields(List.of("v", "1", "e", "0123456789abcdef", "n", "00000000000000aa", "p", previous)), EPOCH);
			assertThat(entry.previous()).isEqualTo(new LogCursor(new Position(EPOCH, 0, 0), 0));
		}
	}

	@Test
	void announcementIsReadAndOneThatCannotBeReadDropsNothing() {
		assertThat(LogEntryFields
			.read("17-3", fields(Stream.concat(HEAD.stream(), Stream.of("s", "5-1", "o", "4-0")).toList()), EPOCH)
			.content()).isEqualTo(new LogEntry.Swept(new Position(EPOCH, 5, 1), new Position(EPOCH, 4, 0)));
		for (List<String> broken : List.of(List.of("s", "5-1"), List.of("o", "5-1"), List.of("s", "x", "o", "4-0"),
				List.of("s", "5-1", "o", ""))) {
			LogEntry.Invalidated content = invalidated(HEAD, broken);
			assertThat(content.targets()).isEmpty();
			assertThat(content.problem()).isNotBlank();
		}
	}

	@Test
	void randomBytesAreReadWithoutAnException() {
		long seed = System.nanoTime();
		Random random = new Random(seed);
		String names = "venpsoktgcxKTGCX";
		for (int i = 0; i < 20_000; i++) {
			byte[] value = new byte[random.nextInt(12)];
			random.nextBytes(value);
			if (random.nextBoolean()) {
				value = ("" + random.nextInt(9) + ":" + new String(value, StandardCharsets.ISO_8859_1))
					.getBytes(StandardCharsets.ISO_8859_1);
			}
			byte[] name = { (byte) names.charAt(random.nextInt(names.length())) };
			LogEntry entry = LogEntryFields.read("17-3", List.of(name, value), EPOCH);
			assertThat(entry.content()).as("seed %s", seed).isNotNull();
			byte[] field = new byte[] { name[0], ':', (value.length > 0) ? value[0] : 0 };
			MarkerField.read(random.nextBoolean() ? field : value, value, entry.cursor().position());
		}
	}

	@Test
	void textThatUtf8CannotExpressIsWrittenAsWhatContainsIt() {
		assertThat(written(new InvalidationTarget.Key("user", "user:\ud800"))).isEqualTo("c user");
		assertThat(written(new InvalidationTarget.Key("u\ud800", "u\ud800:1"))).isEqualTo("g *");
		assertThat(written(new InvalidationTarget.Tag("\udc00"))).isEqualTo("g *");
		assertThat(written(new InvalidationTarget.Tag("?\uFFFD"))).isEqualTo("t ?\uFFFD");
		assertThat(written(new InvalidationTarget.Key("user", "user:\ud800").soft())).isEqualTo("C user");
		assertThat(written(new InvalidationTarget.Tag("\udc00").soft())).isEqualTo("G *");
	}

	@Test
	void replacementCharacterThatWasWrittenIsReadAsOne() {
		InvalidationTarget tag = new InvalidationTarget.Tag("a\uFFFD");
		assertThat(LogTarget.of(tag).decode()).isEqualTo(new LogTarget.Decoded(tag, null));
	}

	private static String written(InvalidationTarget target) {
		LogTarget written = LogTarget.of(target);
		return written.kind() + " " + new String(written.value(), StandardCharsets.UTF_8);
	}

	private static LogEntry.Invalidated invalidated(List<String> head, List<String> rest) {
		List<byte[]> fields = fields(Stream.concat(head.stream(), rest.stream()).toList());
		return (LogEntry.Invalidated) LogEntryFields.read("17-3", fields, EPOCH).content();
	}

	/** One byte each, so that bytes that are no UTF-8 can be written down. */
	private static List<byte[]> fields(List<String> texts) {
		return texts.stream().map((text) -> text.getBytes(StandardCharsets.ISO_8859_1)).toList();
	}

	@Test
	void fieldsOfTheHashAreReadByTheirNames() {
		Position end = new Position(EPOCH, 100, 0);
		assertThat(MarkerField.read(ascii("t:org:1"), ascii("17-3"), end)).contains(
				new MarkerField(new Marker(new InvalidationTarget.Tag("org:1"), new Position(EPOCH, 17, 3)), null));
		assertThat(MarkerField.read(ascii("T:org:1"), ascii("17-3"), end)).contains(new MarkerField(
				new Marker(new InvalidationTarget.Tag("org:1").soft(), new Position(EPOCH, 17, 3)), null));
		for (String about : List.of("e", "s", "o", "later")) {
			assertThat(MarkerField.read(ascii(about), ascii("17-3"), end)).isEmpty();
		}
		for (String unknown : List.of("x", "", "x:1", "T", "X:1")) {
			assertThat(MarkerField.read(ascii(unknown), ascii("x"), end).orElseThrow().marker())
				.isEqualTo(new Marker(EVERYTHING, end));
		}
	}

	private static byte[] ascii(String text) {
		return LogNumbers.ascii(text);
	}

	@Test
	void keysOfTheLogAreOnOneSlotWhateverThePrefix() {
		for (String prefix : List.of("", "shop:", "a}b{c", "}", "%7D", "größe")) {
			LogKeys keys = LogKeys.of(new RedisKeys(prefix));
			assertThat(Stream.concat(Arrays.stream(keys.ofScripts()), Stream.of(keys.election()))
				.map(SlotHash::getSlot)
				.distinct()).hasSize(1);
			assertThat(keys.owns(keys.stream())).isTrue();
			assertThat(keys.owns(ascii("user:1"))).isFalse();
		}
		assertThat(LogKeys.of(new RedisKeys("}"))).isNotEqualTo(LogKeys.of(new RedisKeys("%7D")));
	}

}
