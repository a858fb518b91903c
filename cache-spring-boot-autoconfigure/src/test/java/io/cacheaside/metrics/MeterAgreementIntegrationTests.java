package io.cacheaside.metrics;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.cacheaside.CacheResult;
import io.cacheaside.Position;
import io.cacheaside.autoconfigure.CacheAsideMetricsAutoConfiguration;
import io.cacheaside.codec.EncodedValue;
import io.cacheaside.codec.EntryBuilder;
import io.cacheaside.embedded.RedisServer;
import io.cacheaside.testing.RedisContextRunner;
import io.cacheaside.testing.TestNode;
import io.cacheaside.testing.TestNodes;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.data.redis.connection.RedisConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Many calls of any kind on two nodes, one after the other, beside a plain model of what
 * is where: at the end every counter says exactly what the model counted, and every timer
 * of loads and of operations has timed as many. How long they took is not compared, nor
 * are gauges: {@link EngineMetersTests}, {@link PolledFiguresTests} and
 * {@link RemoteFiguresIntegrationTests} have those, and what the model does not know,
 * which is how the log, the sweep and the breaker go on by themselves. Nor are
 * invalidations checked afterwards here, which reads entries once more.
 */
@Timeout(120)
class MeterAgreementIntegrationTests {

	private static final Logger logger = LoggerFactory.getLogger(MeterAgreementIntegrationTests.class);

	private static final int OPERATIONS = 600;

	static final int KEYS = 30;

	/** What the model does not know: how the log goes on by itself, and Boot's own. */
	private static final Set<String> OTHERS = Set.of("cache.log", "cache.sweep", "cache.markers", "cache.breaker",
			"cache.remote", "cache.gets", "cache.puts", "cache.failures", "cache.invalidation.propagation");

	private final long seed = Long.getLong("cacheaside.seed", new Random().nextLong());

	private final Random random = new Random(this.seed);

	@Test
	void everyCounterIsWhatWasCounted() {
		logger.info("Seed: {}", this.seed);
		try (RedisServer redis = RedisServer.start()) {
			TestNodes.run(redis, 2, MeterAgreementIntegrationTests::measured, (nodes) -> {
				CountedCalls calls = new CountedCalls(nodes, redis);
				for (int i = 0; i < OPERATIONS; i++) {
					anyCall(calls, nodes.get(this.random.nextInt(2)));
				}
				agrees(nodes, calls, this.seed);
				whatTakesTime(nodes, calls, redis);
				whatCannotBeUsed(nodes, calls);
				whileRedisIsAway(nodes.get(0), calls);
				agrees(nodes, calls, this.seed);
			});
		}
	}

	private static ApplicationContextRunner measured(ApplicationContextRunner runner) {
		return runner.withBean(SimpleMeterRegistry.class)
			.withConfiguration(
					AutoConfigurations.of(MetricsAutoConfiguration.class, CacheAsideMetricsAutoConfiguration.class))
			.withPropertyValues("cacheaside.coherence.max-staleness=10s", RedisContextRunner.PATIENT,
					"cacheaside.verify.invalidations=0", "cacheaside.caches.page.local.enabled=false",
					"cacheaside.caches.fresh.local.enabled=false", "cacheaside.caches.fresh.refresh-after=1ms",
					"cacheaside.caches.brief.ttl=150ms");
	}

	private void anyCall(CountedCalls calls, TestNode node) {
		String cache = (this.random.nextInt(3) > 0) ? "user" : "page";
		int key = this.random.nextInt(KEYS);
		switch (this.random.nextInt(20)) {
			case 0 -> calls.evict(node, cache, key);
			case 1 -> calls.evictTag(node, "even");
			case 2 -> calls.evictPattern(node, cache, 1 + this.random.nextInt(2));
			case 3 -> calls.clear(node, cache);
			case 4, 5 -> calls.put(node, cache, key);
			case 6, 7 -> calls.fail(node, cache, key);
			case 8, 9, 10 -> calls.look(node, cache, key);
			default -> calls.load(node, cache, key);
		}
	}

	/** Entries whose time is over, and values that are loaded anew. */
	private static void whatTakesTime(List<TestNode> nodes, CountedCalls calls, RedisServer redis) {
		TestNode node = nodes.get(0);
		for (int key = 0; key < 5; key++) {
			String name = "test:brief:" + key;
			calls.load(node, "brief", key);
			long over = System.nanoTime() + Duration.ofMillis(200).toNanos();
			await().until(() -> System.nanoTime() - over > 0 && redis.execute("GET", name) == null);
			calls.expire("brief", key);
			calls.count(nodes.get(1), "cache.misses", "cache", "brief", "reason", "cold");
			assertThat(calls.cache(nodes.get(1), "brief").get(key) instanceof CacheResult.Hit<?>).isFalse();
			calls.count(node, "cache.misses", "cache", "brief", "reason", "expired");
			assertThat(calls.cache(node, "brief").get(key) instanceof CacheResult.Hit<?>).isFalse();
		}
		calls.load(node, "fresh", 1);
		for (int i = 0; i < 5; i++) {
			long due = System.nanoTime() + Duration.ofMillis(5).toNanos();
			await().until(() -> System.nanoTime() - due > 0);
			calls.refresh(node, "fresh", 1);
		}
	}

	/** Entries of another log, and bytes of somebody else. */
	private static void whatCannotBeUsed(List<TestNode> nodes, CountedCalls calls) {
		byte[] stale = EntryBuilder.at(new Position(17, 1, 1))
			.toBytes(new EncodedValue("java.lang.String", new byte[0]));
		for (TestNode node : nodes) {
			place(node, "test:odd:stale", stale);
			calls.count(node, "cache.misses", "cache", "odd", "reason", "stale");
			assertThat(calls.cache(node, "odd").get("stale") instanceof CacheResult.Hit<?>).isFalse();
			place(node, "test:odd:bytes", "bytes".getBytes(StandardCharsets.UTF_8));
			calls.count(node, "cache.misses", "cache", "odd", "reason", "undecodable");
			calls.count(node, "cache.values.rejected", "cache", "odd", "reason", "undecodable");
			assertThat(calls.cache(node, "odd").get("bytes") instanceof CacheResult.Hit<?>).isFalse();
		}
	}

	private static void place(TestNode node, String name, byte[] bytes) {
		try (var redis = node.bean(RedisConnectionFactory.class).getConnection()) {
			redis.stringCommands().set(name.getBytes(StandardCharsets.UTF_8), bytes);
		}
	}

	private static void whileRedisIsAway(TestNode node, CountedCalls calls) {
		node.proxy().refuse();
		await().until(() -> !node.engine().isRemoteTrusted());
		for (int i = 0; i < 7; i++) {
			calls.count(node, "cache.misses", "cache", "page", "reason", "bypassed");
			calls.count(node, "cache.bypasses", "cache", "page");
			assertThat(calls.cache(node, "page").get("away") instanceof CacheResult.Hit<?>).isFalse();
		}
	}

	/** A timer may tell of a call a moment after its caller has the answer. */
	private static void agrees(List<TestNode> nodes, CountedCalls calls, long seed) {
		for (TestNode node : nodes) {
			await().untilAsserted(() -> {
				Map<String, Long> counted = counted(node);
				Map<String, Long> expected = new TreeMap<>(counted);
				expected.replaceAll((name, count) -> calls.counted(node).getOrDefault(name, 0L));
				assertThat(counted).as("%s, seed %d", node, seed).isEqualTo(expected);
				assertThat(counted).containsAllEntriesOf(calls.counted(node));
				assertThat(counted.entrySet()
					.stream()
					.filter((count) -> count.getKey().startsWith("cache.hits")
							|| count.getKey().startsWith("cache.misses"))
					.mapToLong(Map.Entry::getValue)
					.sum()).isEqualTo(calls.calls(node));
			});
		}
	}

	private static Map<String, Long> counted(TestNode node) {
		Map<String, Long> counted = new TreeMap<>();
		for (Meter meter : node.bean(SimpleMeterRegistry.class).getMeters()) {
			if (isOurs(meter.getId().getName())) {
				if (meter instanceof FunctionCounter counter) {
					counted.put(name(meter.getId()), (long) counter.count());
				}
				else if (meter instanceof Timer timer) {
					counted.put(name(meter.getId()), timer.count());
				}
			}
		}
		return counted;
	}

	private static boolean isOurs(String name) {
		return name.startsWith("cache.") && OTHERS.stream().noneMatch(name::startsWith);
	}

	private static String name(Meter.Id id) {
		return id.getName() + id.getTags()
			.stream()
			.map((tag) -> tag.getKey() + "=" + tag.getValue())
			.collect(Collectors.joining(",", "{", "}"));
	}

}
