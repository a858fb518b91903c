package io.cacheaside.promise;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.cacheaside.engine.CacheStatistics;
import io.cacheaside.promise.RefreshedWays.Way;
import io.cacheaside.testing.TestNode;
import io.cacheaside.testing.TestNodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Values that are due, met by methods of every kind, on two nodes. */
@Timeout(60)
class RefreshedWaysIntegrationTests extends RedisOfItsOwn {

	private static final String ID = "1";

	/** Longer than the term of a lease. */
	private static final Duration SLOW = Duration.ofMillis(2_500);

	private final RefreshedWays.Source source = new RefreshedWays.Source();

	private final AtomicInteger calls = new AtomicInteger();

	@ParameterizedTest
	@EnumSource
	void dueValueIsRefreshedOnceOnAllNodesAndNobodyWaits(Way way) {
		withNodes((nodes) -> {
			CountDownLatch gate = new CountDownLatch(1);
			assertThat(call(nodes.get(0), way)).isEqualTo("old");
			this.source.answer(() -> {
				gate.await();
				return "new";
			});
			await().atMost(LIMIT).until(() -> oldOnAll(nodes, way) && this.source.loads() > 1);
			assertServed(nodes, way);
			assertThat(this.source.loads()).isEqualTo(2);
			gate.countDown();
			for (TestNode node : nodes) {
				await().atMost(LIMIT).until(() -> call(node, way).equals("new"));
			}
			await().atMost(LIMIT).until(() -> sum(nodes, CacheStatistics::refreshes) > 0);
			assertThat(sum(nodes, CacheStatistics::misses)).isEqualTo(1);
			assertThat(sum(nodes, CacheStatistics::localHits) + sum(nodes, CacheStatistics::remoteHits))
				.isEqualTo(this.calls.get() - 1);
			assertThat(sum(nodes, CacheStatistics::failedRefreshes)).isZero();
		});
	}

	@ParameterizedTest
	@EnumSource(names = { "CACHE_ASIDE", "FUTURE_BY_CACHE_ASIDE", "CACHEABLE", "FUTURE", "FUTURE_IN_SYNC", "MONO" })
	void failedRefreshLeavesTheValueWhichRestsOnAllNodes(Way way) {
		withNodes((nodes) -> {
			call(nodes.get(0), way);
			this.source.answer(() -> {
				throw new IllegalStateException("the source is away");
			});
			await().atMost(LIMIT).until(() -> oldOnAll(nodes, way) && this.source.loads() > 1);
			assertServed(nodes, way);
			assertThat(this.source.loads()).isEqualTo(2);
			assertThat(sum(nodes, CacheStatistics::failedRefreshes)).isEqualTo(1);
			this.source.answer(() -> "new");
			for (TestNode node : nodes) {
				await().atMost(LIMIT).until(() -> call(node, way).equals("new"));
			}
		});
	}

	@Test
	void valueThatIsNotToBeStoredIsNot() {
		withNodes((nodes) -> {
			call(nodes.get(0), Way.CACHEABLE);
			this.source.answer(() -> "unwanted");
			await().atMost(LIMIT).until(() -> oldOnAll(nodes, Way.CACHEABLE) && this.source.loads() > 1);
			assertServed(nodes, Way.CACHEABLE);
			assertThat(this.source.loads()).isEqualTo(2);
		});
	}

	@Test
	void bothCachesOfAMethodHaveTheNewValue() {
		withNodes((nodes) -> {
			call(nodes.get(0), Way.TWO_CACHES);
			this.source.answer(() -> "new");
			await().atMost(LIMIT).until(() -> call(nodes.get(0), Way.TWO_CACHES).equals("new"));
			await().atMost(LIMIT)
				.until(() -> nodes.get(1)
					.operations()
					.cache("other", String.class)
					.getOrLoad(ID, () -> "none")
					.equals("new"));
		});
	}

	@Test
	void methodThatAlsoEvictsIsServedAndNotCarriedOutTwice() {
		withNodes((nodes) -> {
			RefreshedWays ways = nodes.get(0).bean(RefreshedWays.class);
			long end = System.nanoTime() + SLOW.toNanos();
			while (System.nanoTime() < end) {
				assertThat(withAnEviction(ways)).isEqualTo("old");
			}
			assertThat(this.source.loads()).isEqualTo(1);
		});
	}

	private static String withAnEviction(RefreshedWays ways) {
		try {
			return ways.withAnEviction(ID);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** The first node with a local tier, the other one without. */
	private void withNodes(Consumer<List<TestNode>> scenario) {
		AtomicInteger nodes = new AtomicInteger();
		TestNodes.run(this.redis, 2,
				(runner) -> runner.withBean(RefreshedWays.class, () -> new RefreshedWays(this.source))
					.withPropertyValues("cacheaside.ttl=10m", "cacheaside.refresh-after=300ms",
							"cacheaside.local.enabled=" + (nodes.getAndIncrement() == 0)),
				scenario);
	}

	private boolean oldOnAll(List<TestNode> nodes, Way way) {
		nodes.forEach((node) -> assertThat(call(node, way)).isEqualTo("old"));
		return true;
	}

	private void assertServed(List<TestNode> nodes, Way way) {
		long end = System.nanoTime() + SLOW.toNanos();
		while (System.nanoTime() < end) {
			long began = System.nanoTime();
			oldOnAll(nodes, way);
			assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began)).isLessThan(SLOW.toMillis());
		}
	}

	private String call(TestNode node, Way way) {
		this.calls.incrementAndGet();
		return way.call(node.bean(RefreshedWays.class), ID);
	}

	private static long sum(List<TestNode> nodes, ToLongFunction<CacheStatistics> count) {
		return nodes.stream()
			.mapToLong((node) -> count.applyAsLong(node.engine().region(RefreshedWays.CACHE).statistics()))
			.sum();
	}

}
