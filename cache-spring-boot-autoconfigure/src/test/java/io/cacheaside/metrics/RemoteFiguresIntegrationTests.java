package io.cacheaside.metrics;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import io.cacheaside.TypedCache;
import io.cacheaside.autoconfigure.CacheAsideMetricsAutoConfiguration;
import io.cacheaside.embedded.RedisServer;
import io.cacheaside.testing.RedisContextRunner;
import io.cacheaside.testing.TestNode;
import io.cacheaside.testing.TestNodes;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What two nodes on one Redis tell of it. */
@Timeout(120)
class RemoteFiguresIntegrationTests {

	private static final Duration LIMIT = Duration.ofSeconds(30);

	@Test
	void oneNodeTellsTheSizesOfCachesAndBothTheMemoryAndHowFreshTheyAre() {
		run("true", (nodes) -> {
			TypedCache<String> cache = nodes.get(0).operations().cache("user", String.class);
			IntStream.range(0, 50).forEach((i) -> cache.put(i, "x".repeat(1_000)));
			nodes.get(1).operations().cache("user", String.class).get(0);
			// The election may pass to the other node meanwhile, which knows a moment
			// later.
			await().atMost(LIMIT).untilAsserted(() -> {
				assertThat(figures(nodes, "cache.remote.entries")).containsExactlyInAnyOrder(50.0, Double.NaN);
				assertThat(figures(nodes, "cache.size.bytes", "cache_layer", "remote"))
					.anySatisfy((bytes) -> assertThat(bytes).isBetween(50_000.0, 80_000.0))
					.contains(Double.NaN);
				assertThat(figures(nodes, "cache.remote.memory.used"))
					.allSatisfy((bytes) -> assertThat(bytes).isBetween(100_000.0, 1e12));
			});
			assertThat(figure(nodes.get(0), "cache.size.bytes", "cache_layer", "local")).isBetween(50_000.0, 60_000.0);
			await().atMost(LIMIT).untilAsserted(() -> {
				assertThat(propagated(nodes.get(1), "other")).isEqualTo(50);
				assertThat(propagated(nodes.get(0), "own") + propagated(nodes.get(0), "other")).isEqualTo(50);
			});
		});
	}

	@Test
	void whereNoNodeMayBeElectedOnlyTheMemoryIsTold() {
		run("false", (nodes) -> {
			nodes.get(0).operations().cache("user", String.class).put(1, "value");
			await().atMost(LIMIT).until(() -> figure(nodes.get(0), "cache.remote.memory.used") > 0);
			assertThat(figure(nodes.get(0), "cache.remote.entries")).isNaN();
		});
	}

	private static void run(String enabled, Consumer<List<TestNode>> scenario) {
		try (RedisServer redis = RedisServer.start()) {
			TestNodes.run(redis, 2,
					(runner) -> runner.withBean(SimpleMeterRegistry.class)
						.withConfiguration(AutoConfigurations.of(MetricsAutoConfiguration.class,
								CacheAsideMetricsAutoConfiguration.class))
						.withPropertyValues(RedisContextRunner.PATIENT, RedisContextRunner.TRUSTING,
								"cacheaside.metrics.remote-sample.interval=1s",
								"cacheaside.metrics.remote-sample.enabled=" + enabled),
					scenario);
		}
	}

	private static List<Double> figures(List<TestNode> nodes, String name, String... tags) {
		return nodes.stream().map((node) -> figure(node, name, tags)).toList();
	}

	private static double figure(TestNode node, String name, String... tags) {
		return node.bean(SimpleMeterRegistry.class).get(name).tags(tags).gauge().value();
	}

	private static long propagated(TestNode node, String origin) {
		return node.bean(SimpleMeterRegistry.class)
			.get("cache.invalidation.propagation")
			.tag("origin", origin)
			.timer()
			.count();
	}

}
