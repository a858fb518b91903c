package io.cacheaside.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.cacheaside.embedded.RedisServer;
import io.cacheaside.engine.RemoteInspection;
import io.cacheaside.engine.RemoteInspectionContract;
import io.cacheaside.engine.RemoteMemory;
import io.cacheaside.engine.RemoteSample;
import io.cacheaside.key.CacheKey;
import io.lettuce.core.RedisCommandExecutionException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** The contract on one server, one with little memory, and one that refuses commands. */
class RedisInspectionIntegrationTests extends RemoteInspectionContract {

	private static final Duration LONG = Duration.ofSeconds(20);

	private static final RedisServer server = RedisServer.start();

	private static final TierFixture fixture = TierFixture.standalone(server, LONG);

	private final RedisInspection inspection = inspection(fixture);

	@BeforeAll
	static void connect() {
		fixture.connected();
	}

	@AfterAll
	static void stop() {
		fixture.close();
		server.close();
	}

	@BeforeEach
	void flush() {
		server.execute("FLUSHALL");
		server.execute("CONFIG", "RESETSTAT");
	}

	@Override
	protected RemoteInspection inspection() {
		return this.inspection;
	}

	@Override
	protected void place(CacheKey key, byte[] bytes) {
		fixture.place(TierFixture.PREFIX + key.storageName(), bytes);
	}

	@Override
	protected void placeOfAnother(String name) {
		server.execute("SET", "fish:" + name, "1");
	}

	@Test
	void partOfManyKeysTellsHowManyThereAre() {
		fill(10_000);
		RemoteSample sample = get(this.inspection.sample(2_000, Set.of("user", "list")));
		assertThat(sample.looked()).isBetween(2_000L, 2_200L);
		assertThat(sample.keys()).isEqualTo(10_000);
		assertThat(sample.entries("user")).isCloseTo(7_500, within(500.0));
		assertThat(sample.entries("list")).isCloseTo(2_500, within(500.0));
	}

	@Test
	void whereNothingIsLeftUpToTheEndARoundBeginsAnew() {
		Set<String> caches = IntStream.range(0, 300).mapToObj((i) -> "c" + i).collect(Collectors.toSet());
		caches.forEach((cache) -> place(key(cache, cache + ":1"), new byte[10]));
		Set<String> met = get(this.inspection.sample(100, caches)).caches().keySet();
		caches.stream()
			.filter((cache) -> !met.contains(cache))
			.forEach((cache) -> server.execute("DEL", "shop:" + cache + ":1"));
		RemoteSample sample = get(this.inspection.sample(met.size(), caches));
		assertThat(sample.keys()).isEqualTo(met.size());
		assertThat(sample.caches().keySet()).isEqualTo(met);
	}

	@Test
	void sizesAreEstimatedWhereTheServerDoesNotTellThem() {
		fill(200);
		server.execute("RPUSH", "shop:user:list", "x");
		RemoteSample told = get(this.inspection.sample(1_000, Set.of("user", "list")));
		RemoteSample estimated = without("memory", () -> get(this.inspection.sample(1_000, Set.of("user", "list"))));
		assertThat(estimated.entries("user")).isEqualTo(told.entries("user")).isEqualTo(151);
		assertThat(estimated.bytes("user")).isCloseTo(told.bytes("user"), within(told.bytes("user") * 0.3));
		assertThat(estimated.bytes("user")).isNotEqualTo(told.bytes("user"));
	}

	@Test
	void refusedQuestionsFail() {
		assertThat(without("scan", () -> failureOf(this.inspection.sample(1, Set.of())))).isNull();
		fill(10);
		assertThat(without("scan", () -> failureOf(this.inspection.sample(1, Set.of()))))
			.isInstanceOf(RedisCommandExecutionException.class);
		assertThat(without("info", () -> failureOf(this.inspection.memory())))
			.isInstanceOf(RedisCommandExecutionException.class);
	}

	@Test
	void memoryOfAFullServerIsTold() {
		try (RedisServer small = RedisServer.start(); TierFixture node = TierFixture.standalone(small, LONG)) {
			RedisInspection inspection = inspection(node.connected());
			small.execute("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
			small.execute("CONFIG", "SET", "maxmemory", "4mb");
			IntStream.range(0, 8_000).forEach((i) -> small.execute("SET", "shop:user:" + i, "x".repeat(1_000)));
			small.execute("SET", "short", "x", "PX", "1");
			Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> small.execute("GET", "short") == null);
			RemoteMemory memory = get(inspection.memory());
			assertThat(memory.limitBytes()).isEqualTo(4 * 1024 * 1024);
			assertThat(memory.usedBytes()).isBetween(3_000_000L, 5_000_000L);
			assertThat(memory.fullest()).isCloseTo((double) memory.usedBytes() / memory.limitBytes(), within(0.001));
			assertThat(memory.evictedKeys()).isGreaterThan(1_000);
			assertThat(memory.evictionPolicy()).isEqualTo("allkeys-lru");
		}
	}

	@Test
	void serverThatIsStartedAnewIsAnotherOne() {
		try (RedisServer restarted = RedisServer.start(); TierFixture node = TierFixture.standalone(restarted, LONG)) {
			RedisInspection inspection = inspection(node.connected());
			RemoteMemory before = get(inspection.memory());
			assertThat(before.evicted()).hasSize(1);
			assertThat(get(inspection.memory()).evictedSince(before)).hasValue(0);
			restarted.restartEmpty();
			Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> failureOf(inspection.memory()) == null);
			assertThat(get(inspection.memory()).evicted()).hasSize(1);
			assertThat(get(inspection.memory()).evictedSince(before)).isEmpty();
		}
	}

	@Test
	void questionsToAServerThatIsAwayFail() {
		try (RedisServer dead = RedisServer.start(); TierFixture node = TierFixture.standalone(dead, LONG)) {
			RedisInspection inspection = inspection(node.connected());
			dead.kill();
			assertThat(failureOf(inspection.sample(10, Set.of("user")))).isNotNull();
			assertThat(failureOf(inspection.memory())).isNotNull();
		}
	}

	private static void fill(int count) {
		try (var redis = fixture.factory.getConnection()) {
			redis.openPipeline();
			for (int i = 0; i < count; i++) {
				String name = "shop:" + ((i % 4 == 0) ? "list:" : "user:") + i;
				redis.stringCommands().set(name.getBytes(StandardCharsets.UTF_8), new byte[300]);
			}
			redis.closePipeline();
		}
	}

	private static <T> T without(String command, java.util.function.Supplier<T> work) {
		server.execute("ACL", "SETUSER", "default", "-" + command);
		try {
			return work.get();
		}
		finally {
			server.execute("ACL", "SETUSER", "default", "+" + command);
		}
	}

	private static Throwable failureOf(java.util.concurrent.CompletionStage<?> stage) {
		return stage.handle((value, failure) -> (failure != null) ? Replies.unwrap(failure) : null)
			.toCompletableFuture()
			.orTimeout(20, java.util.concurrent.TimeUnit.SECONDS)
			.join();
	}

	private static RedisInspection inspection(TierFixture node) {
		return new RedisInspection(node.connections, new RedisKeys(TierFixture.PREFIX), LONG);
	}

}
