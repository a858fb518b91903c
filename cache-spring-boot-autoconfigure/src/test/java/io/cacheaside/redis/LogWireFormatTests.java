package io.cacheaside.redis;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.Position;
import io.cacheaside.embedded.RedisServer;
import io.cacheaside.engine.log.Appended;
import io.cacheaside.engine.log.LogCursor;
import io.cacheaside.engine.log.LogEntry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.data.redis.connection.RedisStandaloneConfiguration;

import static io.cacheaside.redis.LogFixture.MARKERS;
import static io.cacheaside.redis.LogFixture.STREAM;
import static io.cacheaside.redis.LogFixture.get;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The bytes of the log in Redis, as docs/design/wire-format.md shows them. A change here
 * is one of the format, which other programs and other versions read.
 */
class LogWireFormatTests {

	private static final RedisServer server = RedisServer.start();

	private final Iterator<Long> drawn = List
		.of(0xaaaa_0000_0000_0001L, 0x0123_4567_89ab_cdefL, 0xaaaa_0000_0000_0002L, 0x1111_1111_1111_1111L)
		.iterator();

	@BeforeEach
	void flush() {
		server.execute("FLUSHALL");
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void entryOfEachKindHasTheseFields() {
		try (LogFixture fixture = fixture()) {
			Appended appended = get(fixture.log.append(List.of(new InvalidationTarget.Key("user", "user:1"),
					new InvalidationTarget.Key("größe", "größe:7"), new InvalidationTarget.Tag("org:1"),
					new InvalidationTarget.Pattern("user:*:permissions"),
					new InvalidationTarget.WholeCache("api:agents"))));
			String first = LogNumbers.id(appended.previous().position());
			String id = LogNumbers.id(appended.cursor().position());
			assertThat(server.execute("XRANGE", STREAM, "-", "+")).isEqualTo(List.of(
					List.of(first,
							List.of("v", "1", "e", "0123456789abcdef", "n", "0123456789abcdef", "p",
									"0-0/0000000000000000")),
					List.of(id,
							List.of("v", "1", "e", "0123456789abcdef", "n", "aaaa000000000001", "p",
									first + "/0123456789abcdef", "k", "4:user:1", "k", "7:größe:7", "t", "org:1", "g",
									"user:*:permissions", "c", "api:agents"))));
			assertThat(server.execute("HGETALL", MARKERS)).isEqualTo(
					List.of("e", "0123456789abcdef", "t:org:1", id, "g:user:*:permissions", id, "c:api:agents", id));
		}
	}

	@Test
	void softTargetsHaveCapitals() {
		try (LogFixture fixture = fixture()) {
			Appended appended = get(fixture.log.append(List.of(new InvalidationTarget.Key("größe", "größe:7").soft(),
					new InvalidationTarget.Tag("org:1").soft(), new InvalidationTarget.Tag("org:1"),
					new InvalidationTarget.Pattern("user:*:permissions").soft(),
					new InvalidationTarget.WholeCache("api:agents").soft())));
			String first = LogNumbers.id(appended.previous().position());
			String id = LogNumbers.id(appended.cursor().position());
			assertThat(server.execute("XREVRANGE", STREAM, "+", "-", "COUNT", "1")).isEqualTo(List.of(List.of(id,
					List.of("v", "1", "e", "0123456789abcdef", "n", "aaaa000000000001", "p",
							first + "/0123456789abcdef", "K", "7:größe:7", "T", "org:1", "t", "org:1", "G",
							"user:*:permissions", "C", "api:agents"))));
			assertThat(server.execute("HGETALL", MARKERS)).isEqualTo(List.of("e", "0123456789abcdef", "T:org:1", id,
					"t:org:1", id, "G:user:*:permissions", id, "C:api:agents", id));
		}
	}

	@Test
	void announcementHasTheseFields() {
		try (LogFixture fixture = fixture()) {
			Appended appended = get(fixture.log.append(LogFixture.TAG));
			long epoch = appended.cursor().position().epoch();
			Appended announced = get(fixture.log
				.announce(new LogEntry.Swept(new Position(epoch, 1_700_000_000_000L, 3), new Position(epoch, 9, 12))));
			String before = LogNumbers.id(appended.cursor().position());
			assertThat(server.execute("XREVRANGE", STREAM, "+", "-", "COUNT", "1")).isEqualTo(List.of(List
				.of(LogNumbers.id(announced.cursor().position()), List.of("v", "1", "e", "0123456789abcdef", "n",
						"aaaa000000000002", "p", before + "/aaaa000000000001", "s", "1700000000000-3", "o", "9-12"))));
			assertThat(server.execute("HMGET", MARKERS, "s", "o")).isEqualTo(List.of("1700000000000-3", "9-12"));
		}
	}

	@Test
	void otherProgramsAppendByTheSameScript() throws IOException {
		try (LogFixture fixture = fixture()) {
			LogCursor end = get(fixture.log.append(List.of())).cursor();
			List<String> command = new ArrayList<>(List.of("EVAL", script("log.lua") + script("log-append.lua"), "3",
					STREAM, MARKERS, "{cacheaside|shop:}:nothing", "00000000000000e0", "00000000000000f0", "1800000"));
			command.addAll(List.of("k", "4:user:1", "t", "org:1"));
			List<?> reply = (List<?>) Objects.requireNonNull(server.execute(command.toArray(String[]::new)));
			assertThat(reply.get(1)).isEqualTo(LogNumbers.id(end.position()));
			List<LogEntry> entries = get(fixture.log.read(end)).orElseThrow().entries();
			assertThat(entries).singleElement().satisfies((entry) -> {
				assertThat(entry.previous()).isEqualTo(end);
				assertThat(entry.cursor().nonce()).isEqualTo(0xf0);
				assertThat(entry.content()).isEqualTo(new LogEntry.Invalidated(
						List.of(new InvalidationTarget.Key("user", "user:1"), new InvalidationTarget.Tag("org:1")),
						null));
			});
		}
	}

	private LogFixture fixture() {
		return new LogFixture(new RedisStandaloneConfiguration(server.host(), server.port()),
				new LogSettings(LogFixture.LONG, Duration.ofMinutes(30)), this.drawn::next)
			.connected();
	}

	private static String script(String name) throws IOException {
		try (InputStream resource = LuaScript.class.getResourceAsStream(name)) {
			return new String(Objects.requireNonNull(resource).readAllBytes(), StandardCharsets.UTF_8);
		}
	}

}
