package io.cacheaside.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

class RedisServerTests {

	@Test
	void startedServerAnswersOnItsPort() {
		try (RedisServer server = RedisServer.start()) {
			assertThat(server.host()).isEqualTo("127.0.0.1");
			assertThat(server.port()).isPositive();
			assertThat(server.execute("PING")).isEqualTo("PONG");
			assertThat(server.execute("CONFIG", "GET", "save")).isEqualTo(List.of("save", ""));
		}
	}

	@Test
	void optionsReachTheServerAndMayReplaceDefaults() {
		try (RedisServer server = RedisServer.builder()
			.option("maxmemory", "16mb")
			.option("appendonly", "yes")
			.start()) {
			assertThat(server.execute("CONFIG", "GET", "maxmemory")).isEqualTo(List.of("maxmemory", "16777216"));
			assertThat(server.execute("CONFIG", "GET", "appendonly")).isEqualTo(List.of("appendonly", "yes"));
		}
	}

	@Test
	void passwordIsGivenWithEveryCommand() throws IOException {
		try (RedisServer server = RedisServer.builder().option("requirepass", "secret").start()) {
			assertThat(server.execute("PING")).isEqualTo("PONG");
			try (RespConnection connection = new RespConnection(server.host(), server.port(), Duration.ofSeconds(30))) {
				assertThatExceptionOfType(IOException.class).isThrownBy(() -> connection.execute("PING"))
					.withMessageContaining("NOAUTH");
			}
		}
	}

	@Test
	void twoServersDoNotMeet() {
		try (RedisServer one = RedisServer.start(); RedisServer other = RedisServer.start()) {
			one.execute("SET", "k", "v");
			assertThat(other.execute("GET", "k")).isNull();
		}
	}

	@Test
	void stopEndsTheProcessDeletesItsDirectoryAndCanBeRepeated() {
		RedisServer server = RedisServer.start();
		Path directory = directoryOf(server);
		assertThat(directory).isDirectory();
		server.stop();
		server.stop();
		assertThat(server.isAlive()).isFalse();
		assertThat(directory).doesNotExist();
	}

	@Test
	void stopOfAPausedServerIsBounded() {
		RedisServer server = RedisServer.start();
		server.pause();
		long start = System.nanoTime();
		server.stop();
		assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
		assertThat(server.isAlive()).isFalse();
	}

	@Test
	void pausedServerAnswersOnlyAfterItIsResumed() throws IOException {
		try (RedisServer server = RedisServer.start()) {
			server.pause();
			try (RespConnection connection = new RespConnection(server.host(), server.port(), Duration.ofMillis(200))) {
				assertThatExceptionOfType(IOException.class).isThrownBy(() -> connection.execute("PING"));
			}
			server.resume();
			assertThat(server.execute("PING")).isEqualTo("PONG");
		}
	}

	@Test
	void killedServerComesBackEmptyOnTheSamePort() {
		try (RedisServer server = RedisServer.start()) {
			int port = server.port();
			server.execute("SET", "k", "v");
			server.kill();
			assertThat(server.isAlive()).isFalse();
			assertThatIllegalStateException().isThrownBy(() -> server.execute("PING")).withMessageContaining("PING");
			server.restartEmpty();
			assertThat(server.port()).isEqualTo(port);
			assertThat(server.execute("GET", "k")).isNull();
		}
	}

	@Test
	void takenPortFailsWithTheTailOfTheLog() {
		try (RedisServer server = RedisServer.start()) {
			assertThatExceptionOfType(RedisStartException.class)
				.isThrownBy(() -> RedisServer.builder().port(server.port()).start())
				.withMessageContaining("Address already in use");
		}
	}

	@Test
	void unknownOptionFailsWithTheTailOfTheLog() {
		assertThatExceptionOfType(RedisStartException.class)
			.isThrownBy(() -> RedisServer.builder().option("no-such-option", "1").start())
			.withMessageContaining("no-such-option");
	}

	@Test
	void muchOutputDoesNotStopTheServer() {
		try (RedisServer server = RedisServer.builder().option("loglevel", "debug").start()) {
			for (int i = 0; i < 2_000; i++) {
				server.execute("PING");
			}
			assertThat(server.execute("PING")).isEqualTo("PONG");
		}
	}

	@Test
	void killedJvmLeavesNoOrphanAndNoFiles(@TempDir Path temporary) throws Exception {
		assertNoOrphan(temporary, Process::destroyForcibly);
	}

	@Test
	void haltedJvmLeavesNoOrphanAndNoFiles(@TempDir Path temporary) throws Exception {
		assertNoOrphan(temporary, (child) -> {
			try {
				child.getOutputStream().close();
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
		});
	}

	private static void assertNoOrphan(Path temporary, Consumer<Process> ending) throws Exception {
		Process child = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-Djava.io.tmpdir=" + temporary, "-cp", System.getProperty("java.class.path"),
				HaltingApplication.class.getName())
			.redirectError(ProcessBuilder.Redirect.DISCARD)
			.start();
		try {
			long pid = Long.parseLong(lastLine(child));
			assertThat(ProcessHandle.of(pid)).isPresent();
			ending.accept(child);
			assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
			await().atMost(Duration.ofSeconds(30)).until(() -> ProcessHandle.of(pid).isEmpty());
			await().atMost(Duration.ofSeconds(30)).until(() -> isEmpty(temporary));
		}
		finally {
			child.destroyForcibly();
		}
	}

	private static String lastLine(Process child) throws IOException {
		var reader = child.inputReader(StandardCharsets.UTF_8);
		for (String line = reader.readLine(); line != null; line = reader.readLine()) {
			if (line.startsWith("redis ")) {
				return line.substring("redis ".length());
			}
		}
		throw new IllegalStateException("the child JVM ended without starting a Redis");
	}

	private static boolean isEmpty(Path directory) throws IOException {
		try (Stream<Path> content = Files.list(directory)) {
			return content.filter((path) -> path.getFileName().toString().startsWith("cacheaside-"))
				.findAny()
				.isEmpty();
		}
	}

	private static Path directoryOf(RedisServer server) {
		List<?> reply = Objects.requireNonNull((List<?>) server.execute("CONFIG", "GET", "dir"));
		return Path.of(String.valueOf(reply.get(1)));
	}

}
