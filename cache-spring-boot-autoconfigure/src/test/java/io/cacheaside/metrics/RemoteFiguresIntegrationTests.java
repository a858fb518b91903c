package io.cacheaside.metrics;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import io.cacheaside.TypedCache;
import io.cacheaside.autoconfigure.CacheAsideMetricsAutoConfiguration;
import io.cacheaside.embedded.RedisServer;
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
@Timeout(60)
class RemoteFiguresIntegrationTests {

	@Test
	void oneNodeTellsTheSizesOfCachesAndBothTheMemoryAndHowFreshTheyAre() {
		run("true", (nodes) -> {
			TypedCache<String> cache = nodes.get(0).operations().cache("user", String.class);
			IntStream.range(0, 50).forEach((i) -> cache.put(i, "x".repeat(1_000)));
			nodes.get(1).operations().cache("user", String.class).get(0);
			await()
				.until(() -> nodes.stream().filter((node) -> figure(node, "cache.remote.entries") == 50).count() == 1);
			TestNode elected = (figure(nodes.get(0), "cache.remote.entries") == 50) ? nodes.get(0) : nodes.get(1);
			TestNode other = (elected == nodes.get(0)) ? nodes.get(1) : nodes.get(0);
			assertThat(figure(other, "cache.remote.entries")).isNaN();
			assertThat(figure(elected, "cache.size.bytes", "cache_layer", "remote")).isBetween(50_000.0, 80_000.0);
			assertThat(figure(nodes.get(0), "cache.size.bytes", "cache_layer", "local")).isBetween(50_000.0, 60_000.0);
			assertThat(nodes)
				.allSatisfy((node) -> assertThat(figure(node, "cache.remote.memory.used")).isGreaterThan(100_000));
			await().untilAsserted(() -> assertThat(propagated(nodes.get(1), "other")).isEqualTo(50));
			assertThat(propagated(nodes.get(0), "own") + propagated(nodes.get(0), "other")).isEqualTo(50);
		});
	}

	@Test
	void whereNoNodeMayBeElectedOnlyTheMemoryIsTold() {
		run("false", (nodes) -> {
			nodes.get(0).operations().cache("user", String.class).put(1, "value");
			await().until(() -> figure(nodes.get(0), "cache.remote.memory.used") > 0);
			assertThat(figure(nodes.get(0), "cache.remote.entries")).isNaN();
		});
	}

	private static void run(String enabled, Consumer<List<TestNode>> scenario) {
		try (RedisServer redis = RedisServer.start()) {
			TestNodes.run(redis, 2,
					(runner) -> runner.withBean(SimpleMeterRegistry.class)
						.withConfiguration(AutoConfigurations.of(MetricsAutoConfiguration.class,
								CacheAsideMetricsAutoConfiguration.class))
						.withPropertyValues("cacheaside.metrics.remote-sample.interval=1s",
								"cacheaside.metrics.remote-sample.enabled=" + enabled),
					scenario);
		}
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
