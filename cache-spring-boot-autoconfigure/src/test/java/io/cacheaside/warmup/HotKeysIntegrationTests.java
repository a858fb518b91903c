package io.cacheaside.warmup;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.cacheaside.CacheOperations;
import io.cacheaside.CacheResult;
import io.cacheaside.TypedCache;
import io.cacheaside.engine.CacheEngine;
import io.cacheaside.engine.Coordination;
import io.cacheaside.key.CacheKey;
import io.cacheaside.testing.RedisContextRunner;
import io.cacheaside.testing.TestRedis;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/** A node that starts with what was hot on another one. */
@Timeout(120)
class HotKeysIntegrationTests {

	@BeforeEach
	void begin() {
		TestRedis.shared().flushAll();
	}

	@Test
	void restartedNodeAnswersHotKeysFromItsOwnMemory() {
		node().run((first) -> {
			for (int i = 0; i < 500; i++) {
				put(first, i, "user " + i);
			}
			await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(note(first)).hasSize(500));
		});
		node().run((second) -> {
			for (int i = 0; i < 500; i++) {
				int id = i;
				assertThat(users(second).getOrLoad(i, () -> "loaded " + id)).isEqualTo("user " + i);
			}
			CacheEngine engine = second.getBean(CacheEngine.class);
			assertThat(engine.region("user").statistics().localHits()).isEqualTo(500);
			assertThat(engine.region("user").statistics().remoteHits()).isZero();
		});
	}

	@Test
	void whatWasEvictedMeanwhileIsNotReadAhead() {
		node().run((first) -> {
			put(first, 1, "old");
			put(first, 2, "old");
			await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(note(first)).hasSize(2));
		});
		redis().run((other) -> {
			users(other).evict(1);
			assertThat(other).doesNotHaveBean(HotKeys.class).doesNotHaveBean(RefreshSchedule.class);
		});
		node().run((second) -> {
			assertThat(users(second).getOrLoad(1, () -> "new")).isEqualTo("new");
			assertThat(users(second).getOrLoad(2, () -> "new")).isEqualTo("old");
		});
	}

	@Test
	void brokenNoteDoesNotHinderAStart() {
		node().run((first) -> {
			byte[] note = "cacheaside hot keys 1\nuser\torder:1\nno tab\n\t\nunknown cache\tunknown cache:1\n"
				.getBytes(StandardCharsets.UTF_8);
			first.getBean(Coordination.class)
				.write("hot-keys", note, Duration.ofMinutes(1))
				.toCompletableFuture()
				.join();
		});
		node().withPropertyValues("cacheaside.strict=true").run((second) -> assertThat(second).hasNotFailed());
	}

	@Test
	void noteHoldsKeysOfAnyKindButThoseOfTwoLines() {
		List<CacheKey> keys = List.of(new CacheKey("api:listings", "api:listings:ż,1"),
				new CacheKey("api:listings", "api:listings:a\nb"), new CacheKey("api:listings", "api:listings:"));
		Map<String, List<CacheKey>> all = new LinkedHashMap<>();
		all.put("api:listings", keys);
		all.put("user", List.of(new CacheKey("user", "user:1")));
		HotKeysNote read = HotKeysNote.parse(new HotKeysNote(all).toBytes());
		assertThat(read.keys().get("api:listings")).containsExactly(keys.get(0), keys.get(2));
		assertThat(read.keys().get("user")).hasSize(1);
		assertThat(HotKeysNote.parse(new byte[0]).size()).isZero();
		assertThat(HotKeysNote.parse("another format\nuser\tuser:1\n".getBytes(StandardCharsets.UTF_8)).size())
			.isZero();
	}

	@Test
	void valueOutOfRangeIsRefusedByTheNameOfItsProperty() {
		Duration second = Duration.ofSeconds(1);
		refused("interval", () -> new HotKeysSettings(Duration.ZERO, 1, 1, second));
		refused("maximum-entries", () -> new HotKeysSettings(second, 0, 1, second));
		refused("maximum-size", () -> new HotKeysSettings(second, 1, 0, second));
		refused("timeout", () -> new HotKeysSettings(second, 1, 1, second.negated()));
	}

	private static void refused(String property, ThrowingCallable settings) {
		assertThatIllegalArgumentException().isThrownBy(settings)
			.withMessageStartingWith("cacheaside.warmup.hot-keys." + property + " must be positive");
	}

	/** What takes longer to be put than a lease lives is only evicted. */
	private static void put(ApplicationContext node, int id, String user) {
		await().pollDelay(Duration.ZERO).atMost(Duration.ofSeconds(30)).until(() -> {
			users(node).put(id, user);
			return users(node).get(id) instanceof CacheResult.Hit;
		});
	}

	private static ApplicationContextRunner redis() {
		return RedisContextRunner.on(TestRedis.shared().host(), TestRedis.shared().port())
			.withPropertyValues(RedisContextRunner.PATIENT);
	}

	private static ApplicationContextRunner node() {
		return redis().withPropertyValues("cacheaside.warmup.hot-keys.enabled=true",
				"cacheaside.warmup.hot-keys.interval=100ms", "cacheaside.warmup.hot-keys.timeout=30s",
				"cacheaside.coherence.max-staleness=30s", "cacheaside.caches.user.ttl=1h");
	}

	private static List<CacheKey> note(ApplicationContext node) {
		return node.getBean(Coordination.class)
			.note("hot-keys")
			.toCompletableFuture()
			.join()
			.map(HotKeysNote::parse)
			.map((note) -> note.keys().getOrDefault("user", List.of()))
			.orElse(List.of());
	}

	private static TypedCache<String> users(ApplicationContext node) {
		return node.getBean(CacheOperations.class).cache("user", String.class);
	}

}
