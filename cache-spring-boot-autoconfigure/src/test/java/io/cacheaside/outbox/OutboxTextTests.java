package io.cacheaside.outbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.cacheaside.InvalidationTarget;

import static org.assertj.core.api.Assertions.assertThat;

class OutboxTextTests {

	@Test
	void textIsThatOfThePage() throws IOException {
		String text = OutboxText.write(List.of(new InvalidationTarget.Key("user", "user:1"),
				new InvalidationTarget.Tag("größe"), new InvalidationTarget.Pattern("user:*:permissions"),
				new InvalidationTarget.WholeCache("api:agents").soft()));
		assertThat(Files.readString(Path.of("..", "docs", "outbox.md"))).contains("```\n" + text + "\n```");
	}

	@ParameterizedTest
	@MethodSource
	void whatIsWrittenIsRead(InvalidationTarget target) {
		for (InvalidationTarget each : List.of(target, target.soft())) {
			String text = OutboxText.write(List.of(each, new InvalidationTarget.Tag("after")));
			assertThat(text).matches("[ -~\\n]*");
			OutboxText.Decoded decoded = OutboxText.read(text);
			assertThat(decoded.targets()).containsExactly(each, new InvalidationTarget.Tag("after"));
			assertThat(decoded.problem()).isNull();
		}
	}

	static Stream<InvalidationTarget> whatIsWrittenIsRead() {
		return Stream.of(new InvalidationTarget.Key("api:agents", "api:agents:1:x"),
				new InvalidationTarget.Key("größe", "größe:\n\r\u2028:\\u0041:\\"),
				new InvalidationTarget.Tag("a\u0000b \uD83D\uDE00 \uD83D"), new InvalidationTarget.Tag(" blank "),
				new InvalidationTarget.Pattern("user:[a-c]?*\\*"), new InvalidationTarget.WholeCache("käse"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "2\nt org:1", "1", "1\n", "1\nx later", "1\nt", "1\nk user:1", "1\nk 9:user:1",
			"1\nk 2:user:1", "1\ng [", "1\nt \\u00", "1\nt \\x", "1\nt ", "1\nk :a" })
	void whatCannotBeReadMayMeanEverything(String text) {
		OutboxText.Decoded decoded = OutboxText.read(text);
		assertThat(decoded.targets()).containsExactly(OutboxText.EVERYTHING);
		assertThat(decoded.problem()).isNotBlank();
	}

	@Test
	void whatCanBeReadBesideIsRead() {
		assertThat(OutboxText.read("1\nt org:1\nz ?\nt org:2").targets()).containsExactly(
				new InvalidationTarget.Tag("org:1"), OutboxText.EVERYTHING, new InvalidationTarget.Tag("org:2"));
	}

	@Test
	void lineEndsOfAnySystemAreRead() {
		assertThat(OutboxText.read("1\r\nt org:1\r\n").targets()).containsExactly(new InvalidationTarget.Tag("org:1"));
	}

}
