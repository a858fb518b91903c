package io.cacheaside.promise;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.cacheaside.promise.LoadingWays.Way;
import io.cacheaside.testing.RedisContextRunner;
import io.cacheaside.testing.TestNode;
import io.cacheaside.testing.TestNodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * Without faults, one load for each key over all nodes, however many callers; a loader
 * that dies is replaced within two seconds, and one that comes late overwrites nothing.
 */
class P4_OneLoad extends NodesOfATest {

	private static final int CALLERS = 16;

	private static final Duration REPLACED = Duration.ofSeconds(2);

	/** For the pause before the slot is looked at, and a machine that is busy. */
	private static final Duration SLACK = Duration.ofSeconds(10);

	private final LoadingWays.Source loads = new LoadingWays.Source();

	@Override
	String timeout() {
		return RedisContextRunner.PATIENT;
	}

	@ParameterizedTest
	@EnumSource
	void manyCallersOfOneKeyOnFourNodesCostOneLoad(Way way) {
		withNodes(4, (nodes) -> {
			CountDownLatch gate = new CountDownLatch(1);
			this.loads.answer(() -> {
				gate.await();
				return "value";
			});
			List<CompletableFuture<String>> callers = callers(nodes, way);
			await().until(() -> nodes.stream().filter(P4_OneLoad::isWaiting).count() >= nodes.size() - 1);
			gate.countDown();
			assertThat(callers).allSatisfy((caller) -> assertThat(caller.join()).isEqualTo("value"));
			assertThat(this.loads.loads(ID)).isEqualTo(1);
		});
	}

	@ParameterizedTest
	@EnumSource
	void failureReachesItsCallersAndTheNextOneLoads(Way way) {
		withNodes(2, (nodes) -> {
			CountDownLatch gate = new CountDownLatch(1);
			this.loads.answer(() -> {
				gate.await();
				throw new IllegalStateException("as told");
			});
			CompletableFuture<String> failing = call(nodes.get(0), way, ID);
			await().until(() -> this.loads.loads(ID) == 1);
			CompletableFuture<String> waiting = call(nodes.get(1), way, ID);
			await().until(() -> isWaiting(nodes.get(1)));
			this.loads.answer(() -> "value");
			long failedAt = System.nanoTime();
			gate.countDown();
			assertThatThrownBy(failing::join).isInstanceOf(CompletionException.class).hasRootCauseMessage("as told");
			assertThat(waiting.join()).isEqualTo("value");
			assertThat(since(failedAt)).isLessThan(REPLACED.plus(SLACK));
			assertThat(this.loads.loads(ID)).isEqualTo(2);
		});
	}

	@ParameterizedTest
	@EnumSource
	void evictionDuringALoadLetsThoseWhoWaitLoadAnew(Way way) {
		withNodes(2, (nodes) -> {
			CountDownLatch gate = new CountDownLatch(1);
			this.loads.answer(() -> {
				gate.await();
				return "old";
			});
			CompletableFuture<String> old = call(nodes.get(0), way, ID);
			await().until(() -> this.loads.loads(ID) == 1);
			CompletableFuture<String> waiting = call(nodes.get(1), way, ID);
			await().until(() -> isWaiting(nodes.get(1)));
			this.loads.answer(() -> "new");
			nodes.get(1).operations().evictPattern(LoadingWays.CACHE + ":*");
			assertThat(waiting.join()).isEqualTo("new");
			gate.countDown();
			assertThat(old.join()).isEqualTo("old");
			await().until(() -> value(nodes.get(0), way, ID).equals("new"));
			// One more if the new load began before the eviction was in the log.
			assertThat(this.loads.loads(ID)).isBetween(2, 3);
		});
	}

	@Test
	void loadsOfDifferentKeysRunAtTheSameTime() {
		withNodes(2, (nodes) -> {
			CyclicBarrier allAtOnce = new CyclicBarrier(CALLERS);
			this.loads.answer(() -> {
				meet(allAtOnce);
				return "value";
			});
			List<CompletableFuture<String>> callers = new ArrayList<>();
			for (int i = 0; i < CALLERS; i++) {
				callers.add(call(nodes.get(i % 2), Way.values()[i % 3], "key" + i));
			}
			assertThat(callers).allSatisfy((caller) -> assertThat(caller.join()).isEqualTo("value"));
		});
	}

	@Test
	void loadersThatNeedOneAnothersValuesDoNotWaitForOneAnother() {
		withNodes(2, (nodes) -> {
			CyclicBarrier bothLoading = new CyclicBarrier(2);
			List<CompletableFuture<String>> callers = new ArrayList<>();
			for (TestNode node : nodes) {
				String other = "key" + (1 - node.number());
				callers.add(meanwhile(() -> loaded(node, "key" + node.number(), () -> {
					meet(bothLoading);
					return loaded(node, other, () -> "inner");
				})));
			}
			assertThat(callers).allSatisfy((caller) -> assertThat(caller.join()).isEqualTo("inner"));
		});
	}

	@Test
	void interruptedWaiterGoesAloneAndLeavesTheOthers() {
		withNodes(2, (nodes) -> {
			CountDownLatch gate = new CountDownLatch(1);
			this.loads.answer(() -> {
				gate.await();
				return "first";
			});
			CompletableFuture<String> first = call(nodes.get(0), Way.CACHE_ASIDE, ID);
			await().until(() -> this.loads.loads(ID) == 1);
			CompletableFuture<String> other = call(nodes.get(1), Way.CACHE_ASIDE, ID);
			await().until(() -> isWaiting(nodes.get(1)));
			this.loads.answer(() -> "alone");
			CompletableFuture<String> alone = meanwhile(() -> {
				Thread.currentThread().interrupt();
				return value(nodes.get(1), Way.CACHE_ASIDE, ID);
			});
			assertThat(alone.join()).isEqualTo("alone");
			gate.countDown();
			assertThat(first.join()).isEqualTo("first");
			assertThat(other.join()).isEqualTo("first");
			assertThat(this.loads.loads(ID)).isEqualTo(2);
		});
	}

	@Test
	void loaderWhoseProcessDiesIsReplaced() throws IOException {
		try (NodeProcess process = NodeProcess.start(this.redis, MAX_STALENESS)) {
			withNodes((node, other) -> {
				this.source.write(ID, "new");
				process.askSlowly("old");
				process.kill();
				long killed = System.nanoTime();
				assertThat(read(node)).isEqualTo("new");
				assertThat(since(killed)).isLessThan(REPLACED.plus(SLACK));
				awaitCachingOf("new", other);
			});
		}
	}

	@Test
	void loaderThatWasStoppedForLongerThanItsLeaseOverwritesNothing() throws IOException {
		try (NodeProcess process = NodeProcess.start(this.redis, MAX_STALENESS)) {
			withNodes((node, other) -> {
				this.source.write(ID, "new");
				process.askSlowly("old");
				process.pause();
				assertThat(read(node)).isEqualTo("new");
				process.resume();
				assertThat(process.read("unused")).isEqualTo("old");
				// Were "old" in Redis, it would be served here.
				assertThat(read(other)).isEqualTo("new");
				awaitCachingOf("new", node, other);
			});
		}
	}

	private void withNodes(int count, Consumer<List<TestNode>> scenario) {
		TestNodes.run(this.redis, count,
				(runner) -> runner.withBean(LoadingWays.class, () -> new LoadingWays(this.loads))
					.withPropertyValues("cacheaside.ttl=10m"),
				scenario);
	}

	private static List<CompletableFuture<String>> callers(List<TestNode> nodes, Way way) {
		List<CompletableFuture<String>> callers = new ArrayList<>();
		for (int i = 0; i < CALLERS; i++) {
			nodes.forEach((node) -> callers.add(call(node, way, ID)));
		}
		return callers;
	}

	private static CompletableFuture<String> call(TestNode node, Way way, String id) {
		return meanwhile(() -> value(node, way, id));
	}

	private static String value(TestNode node, Way way, String id) {
		try {
			return way.call(node.bean(LoadingWays.class), id);
		}
		catch (Exception ex) {
			throw (ex instanceof RuntimeException unchecked) ? unchecked : new IllegalStateException(ex);
		}
	}

	private static String loaded(TestNode node, String id, Callable<String> loader) {
		try {
			return node.operations().cache(LoadingWays.CACHE, String.class).getOrLoad(id, loader);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void meet(CyclicBarrier barrier) {
		try {
			barrier.await(20, TimeUnit.SECONDS);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static boolean isWaiting(TestNode node) {
		return node.engine().region(LoadingWays.CACHE).statistics().waits() > 0;
	}

	private static Duration since(long nanos) {
		return Duration.ofNanos(System.nanoTime() - nanos);
	}

}
