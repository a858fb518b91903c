package io.cacheaside.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.Position;
import io.cacheaside.embedded.RedisSentinel;
import io.cacheaside.embedded.RedisServer;
import io.cacheaside.engine.log.Appended;
import io.cacheaside.engine.log.LogCursor;
import io.cacheaside.engine.log.LogEntry;
import io.cacheaside.engine.log.LogPage;
import io.cacheaside.engine.log.LogRefusedException;
import io.cacheaside.engine.log.LogState;
import io.cacheaside.engine.log.Marker;
import io.lettuce.core.RedisReadOnlyException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static io.cacheaside.redis.LogFixture.LONG;
import static io.cacheaside.redis.LogFixture.MARKERS;
import static io.cacheaside.redis.LogFixture.STREAM;
import static io.cacheaside.redis.LogFixture.TAG;
import static io.cacheaside.redis.LogFixture.failureOf;
import static io.cacheaside.redis.LogFixture.get;
import static io.cacheaside.redis.LogFixture.succeeds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What happens to a log on a server: damage, shortage, refusal, silence, death. */
class LogFaultsIntegrationTests {

	private static final RedisServer server = RedisServer.start();

	private static final LogFixture fixture = LogFixture.on(server);

	private static final Duration LIMIT = Duration.ofSeconds(30);

	private final StreamInvalidationLog log = fixture.log;

	@BeforeEach
	void flush() {
		server.execute("FLUSHALL");
	}

	@AfterAll
	static void stop() {
		fixture.close();
		server.close();
	}

	static Stream<Arguments> damage() {
		return Stream.of(damage("FLUSHALL"), damage("XTRIM", STREAM, "MAXLEN", "0"), damage("DEL", STREAM),
				damage("DEL", MARKERS), damage("HDEL", MARKERS, "e"), damage("HSET", MARKERS, "e", "other"),
				damage("HSET", MARKERS, "e", "0123456789abcdef"), damage("SET", STREAM, "text"),
				damage("SET", MARKERS, "text"), damage("XADD", STREAM, "*", "k", "4:user:1"));
	}

	private static Arguments damage(String... command) {
		Consumer<RedisServer> action = (damaged) -> damaged.execute(command);
		return Arguments.of(String.join(" ", command), action);
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("damage")
	void damagedLogIsNoLogUntilAnotherOneIsBegun(String name, Consumer<RedisServer> damage) {
		Appended before = get(this.log.append(TAG));
		damage.accept(server);
		assertThat(get(this.log.read(before.cursor()))).isEmpty();
		assertThat(failureOf(
				this.log.announce(new LogEntry.Swept(before.cursor().position(), before.cursor().position()))))
			.isInstanceOf(IllegalStateException.class);
		Appended after = get(this.log.append(List.of(new InvalidationTarget.WholeCache("user"))));
		long epoch = after.cursor().position().epoch();
		assertThat(epoch).isNotEqualTo(before.cursor().position().epoch());
		LogPage page = get(this.log.read(after.previous())).orElseThrow();
		assertThat(page.cursorKept()).isTrue();
		assertThat(page.entries()).singleElement().extracting(LogEntry::cursor).isEqualTo(after.cursor());
		assertThat(server.execute("HKEYS", MARKERS)).isEqualTo(List.of("e", "c:user"));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("damage")
	void damagedLogIsBegunAnewByWhoeverOpensItOrGivesItUp(String name, Consumer<RedisServer> damage) {
		long before = get(this.log.append(TAG)).cursor().position().epoch();
		damage.accept(server);
		LogState renewed = get(this.log.renew(before));
		assertThat(renewed.epoch()).isNotEqualTo(before);
		damage.accept(server);
		LogState opened = get(this.log.open());
		assertThat(opened.epoch()).isNotIn(before, renewed.epoch());
		assertThat(get(this.log.open()).end()).isEqualTo(opened.end());
	}

	@Test
	void trimmedLogTellsThatTheCursorIsGone() {
		Appended first = get(this.log.append(TAG));
		Appended last = get(this.log.append(TAG));
		server.execute("XTRIM", STREAM, "MAXLEN", "1");
		LogPage page = get(this.log.read(first.cursor())).orElseThrow();
		assertThat(page.cursorKept()).isFalse();
		assertThat(page.state().end()).isEqualTo(last.cursor());
		assertThat(get(this.log.read(last.cursor())).orElseThrow().cursorKept()).isTrue();
	}

	@Test
	void unreadableMarkersStandForWhatContainsThem() {
		Position end = get(this.log.append(TAG)).cursor().position();
		server.execute("HSET", MARKERS, "t:org:2", "soon", "x:what", "1-1", "c:user", "5-7");
		assertThat(markers()).containsExactlyInAnyOrder(new Marker(new InvalidationTarget.Tag("org:1"), end),
				new Marker(new InvalidationTarget.Tag("org:2"), end),
				new Marker(new InvalidationTarget.Pattern("*"), new Position(end.epoch(), 1, 1)),
				new Marker(new InvalidationTarget.WholeCache("user"), new Position(end.epoch(), 5, 7)));
	}

	@Test
	void entriesOfAnotherFormatAreNeverAFailure() {
		LogCursor start = get(this.log.open()).end();
		LogState state = get(this.log.open());
		String epoch = String.format("%016x", state.epoch());
		server.execute("XADD", STREAM, "*", "v", "2", "e", epoch, "n", "00000000000000ff", "p", "?", "new", "field");
		server.execute("XADD", STREAM, "*", "v", "1", "e", epoch, "n", "00000000000000fe", "p", "?", "x", "kind");
		LogPage page = get(this.log.read(start)).orElseThrow();
		assertThat(page.entries()).hasSize(2).allSatisfy((entry) -> {
			LogEntry.Invalidated content = (LogEntry.Invalidated) entry.content();
			assertThat(content.targets()).containsExactly(new InvalidationTarget.Pattern("*"));
			assertThat(content.problem()).isNotBlank();
		});
		assertThat(get(this.log.await(start, LONG))).isEqualTo(page.entries());
	}

	@Test
	void fullServerRefusesEntriesAndStillTellsWhereTheLogStands() {
		try (RedisServer full = RedisServer.builder().option("maxmemory-policy", "noeviction").start();
				LogFixture other = LogFixture.on(full)) {
			LogCursor end = get(other.log.append(TAG)).cursor();
			full.execute("CONFIG", "SET", "maxmemory", "1");
			assertThat(failureOf(other.log.append(TAG))).hasMessageContaining("OOM");
			assertThat(get(other.log.read(end)).orElseThrow().cursorKept()).isTrue();
			assertThat(get(other.log.await(end, Duration.ofMillis(10)))).isEmpty();
			full.execute("CONFIG", "SET", "maxmemory", "0");
			assertThat(get(other.log.append(TAG)).previous()).isEqualTo(end);
		}
	}

	@Test
	void serverThatMissesItsReplicasRefusesToTellWhereTheLogStands() {
		try (RedisServer alone = RedisServer.start(); LogFixture other = LogFixture.on(alone)) {
			LogCursor end = get(other.log.append(TAG)).cursor();
			alone.execute("CONFIG", "SET", "min-replicas-to-write", "1");
			assertThat(failureOf(other.log.append(TAG))).hasMessageContaining("NOREPLICAS");
			assertThat(failureOf(other.log.read(end))).hasMessageContaining("NOREPLICAS");
			assertThat(failureOf(other.log.open())).hasMessageContaining("NOREPLICAS");
		}
	}

	@Test
	void masterThatBecameAReplicaIsBelievedNothing() {
		Duration minute = Duration.ofMinutes(1);
		try (RedisServer master = RedisServer.start();
				RedisServer demoted = RedisServer.start();
				LogFixture other = LogFixture.on(demoted)) {
			LogCursor end = get(other.log.append(TAG)).cursor();
			CompletableFuture<List<LogEntry>> before = other.log.await(end, minute).toCompletableFuture();
			await().until(() -> String.valueOf(demoted.execute("INFO", "clients")).contains("blocked_clients:1"));
			demoted.execute("REPLICAOF", master.host(), Integer.toString(master.port()));
			assertThat(failureOf(other.log.read(end))).isInstanceOf(LogRefusedException.class)
				.hasCauseInstanceOf(RedisReadOnlyException.class);
			assertThat(failureOf(before)).isNotNull();
			assertThat(failureOf(other.log.await(end, minute))).isNotNull();
			demoted.execute("REPLICAOF", "NO", "ONE");
			await().atMost(LIMIT).until(() -> succeeds(other.log.append(TAG)));
			await().atMost(LIMIT).until(() -> succeeds(other.log.await(end, Duration.ZERO)));
		}
	}

	@Test
	void waitOnAReplicaEndsInsteadOfMissingWhatTheMasterHolds() {
		try (RedisServer master = RedisServer.start();
				RedisServer demoted = RedisServer.start();
				LogFixture other = LogFixture.on(demoted)) {
			LogCursor end = get(other.log.append(TAG)).cursor();
			demoted.execute("REPLICAOF", master.host(), Integer.toString(master.port()));
			assertThat(failureOf(other.log.await(end, Duration.ofMinutes(1)))).isNotNull();
		}
	}

	@Test
	void scriptsThatTheServerForgotAreSentAgain() {
		get(this.log.append(TAG));
		server.execute("SCRIPT", "FLUSH");
		LogCursor end = get(this.log.append(TAG)).cursor();
		server.execute("SCRIPT", "FLUSH");
		assertThat(get(this.log.read(end)).orElseThrow().cursorKept()).isTrue();
	}

	@Test
	void clockThatIsSetBackNeverTurnsTheOrderAround() {
		LogState state = get(this.log.open());
		String future = (state.serverMillis() + 3_600_000) + "-5";
		String epoch = String.format("%016x", state.epoch());
		server.execute("XADD", STREAM, future, "v", "1", "e", epoch, "n", epoch, "p", "0-0/" + epoch);
		Appended appended = get(this.log.append(TAG));
		assertThat(appended.cursor().position())
			.isEqualTo(new Position(state.epoch(), state.serverMillis() + 3_600_000, 6));
	}

	@Test
	void refusedBlockingReadIsReplacedByLookingAgainAndAgain() {
		server.execute("ACL", "SETUSER", "default", "-@blocking");
		try (LogFixture other = LogFixture.on(server)) {
			LogCursor end = get(other.log.open()).end();
			assertThat(get(other.log.await(end, Duration.ofMillis(80)))).isEmpty();
			CompletableFuture<List<LogEntry>> wait = other.log.await(end, LONG).toCompletableFuture();
			Appended appended = get(other.log.append(TAG));
			assertThat(get(wait)).singleElement().extracting(LogEntry::cursor).isEqualTo(appended.cursor());
			assertThat(get(other.log.await(appended.cursor(), Duration.ofMillis(80)))).isEmpty();
		}
		finally {
			server.execute("ACL", "SETUSER", "default", "+@blocking");
		}
	}

	@Test
	void waitIsLimitedByTheTimeOutOfTheDriverIfThatIsShorter() {
		RedisStandaloneConfiguration configuration = new RedisStandaloneConfiguration(server.host(), server.port());
		LettuceClientConfiguration client = LettuceClientConfiguration.builder()
			.commandTimeout(Duration.ofMinutes(1))
			.build();
		try (LogFixture other = new LogFixture(new LettuceConnectionFactory(configuration, client),
				new LogSettings(LONG, Duration.ofMinutes(30)), new Random())
			.connected()) {
			LogCursor end = get(other.log.open()).end();
			server.execute("CONFIG", "SET", "slowlog-log-slower-than", "0");
			CompletableFuture<List<LogEntry>> wait = other.log.await(end, Duration.ofMinutes(2)).toCompletableFuture();
			await().atMost(LIMIT)
				.until(() -> String.valueOf(server.execute("INFO", "clients")).contains("blocked_clients:1"));
			get(other.log.append(TAG));
			assertThat(get(wait)).hasSize(1);
			assertThat(String.valueOf(server.execute("SLOWLOG", "GET", "128"))).contains("BLOCK, 45000,");
		}
		finally {
			server.execute("CONFIG", "SET", "slowlog-log-slower-than", "10000");
		}
	}

	@Test
	void silentServerFailsEveryCallInTime() {
		Duration timeout = Duration.ofMillis(300);
		try (RedisServer silent = RedisServer.start();
				LogFixture patient = LogFixture.on(silent);
				LogFixture other = LogFixture.on(silent, timeout)) {
			LogCursor end = get(patient.log.append(TAG)).cursor();
			silent.pause();
			long start = System.nanoTime();
			List<CompletableFuture<?>> calls = List.of(other.log.append(TAG).toCompletableFuture(),
					other.log.read(end).toCompletableFuture(), other.log.open().toCompletableFuture(),
					other.log.renew(end.position().epoch()).toCompletableFuture(), other.log.markers((page) -> {
					}).toCompletableFuture(), other.log.replay(end.position(), end.position(), (page) -> {
					}).toCompletableFuture(),
					other.log.forget(List.of(new Marker(TAG.get(0), end.position()))).toCompletableFuture(),
					other.log.elect("one", LONG).toCompletableFuture(),
					other.log.await(end, Duration.ofMillis(100)).toCompletableFuture());
			calls.forEach((call) -> assertThat(failureOf(call)).isInstanceOf(TimeoutException.class));
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LONG);
			silent.resume();
			await().atMost(LIMIT).until(() -> succeeds(other.log.append(TAG)));
			await().atMost(LIMIT).until(() -> succeeds(other.log.await(end, Duration.ofMillis(10))));
			assertThat(get(other.log.await(end, LONG))).isNotEmpty();
		}
	}

	@Test
	void deadServerFailsEveryCallAtOnce() {
		try (RedisServer dead = RedisServer.start(); LogFixture other = LogFixture.on(dead)) {
			LogCursor end = get(other.log.append(TAG)).cursor();
			CompletableFuture<List<LogEntry>> wait = other.log.await(end, LONG).toCompletableFuture();
			dead.kill();
			assertThat(failureOf(wait)).isNotInstanceOf(TimeoutException.class);
			await().atMost(LIMIT).until(() -> !other.connections.isConnected());
			assertThat(failureOf(other.log.append(TAG))).isInstanceOf(NotConnectedException.class);
			assertThat(failureOf(other.log.await(end, LONG))).isInstanceOf(NotConnectedException.class);
			assertThat(failureOf(other.log.markers((page) -> {
			}))).isInstanceOf(NotConnectedException.class);
			dead.restartEmpty();
			await().atMost(LIMIT).until(() -> succeeds(other.log.append(TAG)));
			assertThat(get(other.log.read(end)).orElseThrow().cursorKept()).isFalse();
		}
	}

	@Test
	void successorOfAFailedMasterHoldsTheLog() {
		try (RedisSentinel sentinel = RedisSentinel.start()) {
			RedisSentinelConfiguration configuration = new RedisSentinelConfiguration().master(sentinel.masterName());
			Arrays.stream(sentinel.nodes().split(","))
				.map((node) -> node.split(":"))
				.forEach((node) -> configuration.sentinel(node[0], Integer.parseInt(node[1])));
			try (LogFixture other = LogFixture.on(configuration).connected()) {
				Appended before = get(other.log.append(TAG));
				RedisServer successor = sentinel.replica();
				await().atMost(LIMIT).until(() -> successor.execute("EXISTS", STREAM), Long.valueOf(1)::equals);
				sentinel.failOver();
				await().atMost(LIMIT).until(() -> succeeds(other.log.append(TAG)));
				assertThat(get(other.log.read(before.cursor())).orElseThrow().cursorKept()).isTrue();
				await().atMost(LIMIT).until(() -> succeeds(other.log.await(before.cursor(), Duration.ofMillis(10))));
				assertThat(get(other.log.await(before.cursor(), LONG))).isNotEmpty();
			}
		}
	}

	@Test
	void policyThatCanEvictTheLogIsTold() {
		try (RedisServer evicting = RedisServer.builder().option("maxmemory-policy", "allkeys-lru").start();
				LogFixture other = LogFixture.on(evicting)) {
			assertThat(get(other.log.evictingPolicy())).isEmpty();
			evicting.execute("CONFIG", "SET", "maxmemory", "100mb");
			assertThat(get(other.log.evictingPolicy())).contains("allkeys-lru");
			evicting.execute("CONFIG", "SET", "maxmemory-policy", "volatile-lru");
			assertThat(get(other.log.evictingPolicy())).isEmpty();
			evicting.execute("CONFIG", "SET", "maxmemory-policy", "allkeys-random");
			evicting.execute("ACL", "SETUSER", "default", "-info");
			assertThat(get(other.log.evictingPolicy())).isEmpty();
			assertThat(get(other.log.append(TAG))).isNotNull();
			assertThat(succeeds(other.log.markers((page) -> {
			}))).isTrue();
		}
	}

	@Test
	void electionThatIsNoTextIsReplaced() {
		server.execute("LPUSH", "{cacheaside|shop:}:sweeper", "list");
		assertThat(get(this.log.elect("one", Duration.ofMinutes(1)))).isTrue();
		assertThat(get(this.log.elect("two", LONG))).isFalse();
	}

	@Test
	void scanThatAnotherServerContinuedIsRefused() {
		List<InvalidationTarget> tags = IntStream.range(0, 2_900)
			.<InvalidationTarget>mapToObj((i) -> new InvalidationTarget.Tag("tag:" + i))
			.toList();
		get(this.log.append(tags));
		AtomicInteger pages = new AtomicInteger();
		assertThat(failureOf(this.log.markers((page) -> {
			if (pages.getAndIncrement() == 0) {
				get(this.log.renew(get(this.log.open()).epoch()));
			}
		}))).isInstanceOf(IllegalStateException.class).hasMessageContaining("began anew");
		assertThat(pages).hasPositiveValue();
	}

	private List<Marker> markers() {
		List<Marker> markers = new ArrayList<>();
		get(this.log.markers(markers::addAll));
		return markers;
	}

}
