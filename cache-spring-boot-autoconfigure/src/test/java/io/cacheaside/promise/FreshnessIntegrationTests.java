package io.cacheaside.promise;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.cacheaside.CacheResult;
import io.cacheaside.engine.CacheStatistics;
import io.cacheaside.testing.RedisContextRunner;
import io.cacheaside.testing.TcpProxy.Direction;
import io.cacheaside.testing.TestNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

/**
 * Two nodes that refresh values in the background, and serve values past their time where
 * the source fails; the reads of the source are counted.
 */
class FreshnessIntegrationTests extends NodesOfATest {

	/** The term of a lease, after it two seconds, and much for a machine that is busy. */
	private static final Duration REPLACED = Duration.ofSeconds(15);

	/** But not before both nodes hold the value. */
	private static final String DUE_SOON = "cacheaside.refresh-after=1s";

	private static final String STANDS_IN = "cacheaside.stale-if-error=1m";

	private static final String OVER_SOON = "cacheaside.ttl=300ms";

	@Override
	String timeout() {
		return RedisContextRunner.PATIENT;
	}

	@Test
	void dueValueIsRefreshedOnceOnAllNodesAndNobodyWaits() {
		withNodes((node, other) -> {
			warm("old", node, other);
			this.source.write(ID, "new");
			int before = this.source.reads();
			ArticleSource.Gate gate = refreshHeld(node, other);
			long end = System.nanoTime() + Duration.ofSeconds(3).toNanos();
			while (System.nanoTime() < end) {
				assertThat(read(node)).isEqualTo("old");
				assertThat(read(other)).isEqualTo("old");
			}
			assertThat(this.source.reads()).isEqualTo(before + 1);
			gate.open();
			await().atMost(LIMIT).until(() -> read(node).equals("new") && read(other).equals("new"));
		}, DUE_SOON);
	}

	@ParameterizedTest
	@EnumSource
	void whatWasInvalidatedDuringItsRefreshIsNotServed(Invalidating kind) {
		withNodes((node, other) -> {
			warm("old", node, other);
			ArticleSource.Gate gate = refreshHeld(node, node);
			this.source.write(ID, "new");
			long invalidated = invalidate(kind, other);
			gate.open();
			assertThat(read(other)).isEqualTo("new");
			assertBounded(node, "new", invalidated);
			assertThat(read(other)).isEqualTo("new");
		}, DUE_SOON);
	}

	@Test
	void refreshThatIsCutOffForLongerThanItsLeaseIsReplacedAndStoresNothing() {
		withNodes((node, other) -> {
			warm("old", node, other);
			this.source.write(ID, "late");
			ArticleSource.Gate gate = refreshHeld(node, node);
			node.proxy().hold(Direction.TO_SERVER);
			this.source.write(ID, "newer");
			await().atMost(LIMIT).until(() -> read(other).equals("newer"));
			gate.open();
			await().atMost(LIMIT).until(() -> statistics(node).loads() > 1);
			node.proxy().restore();
			await().atMost(LIMIT).until(() -> statistics(node).refusedPuts() > 0);
			assertThat(read(other)).isEqualTo("newer");
			await().atMost(LIMIT).until(() -> read(node).equals("newer"));
		}, DUE_SOON, "cacheaside.remote.timeout=15s");
	}

	@Test
	void refreshOfAProcessThatDiesIsReplacedWhenItsLeaseIsOver() throws IOException {
		try (NodeProcess process = NodeProcess.start(this.redis, MAX_STALENESS, DUE_SOON)) {
			withNodes((node, other) -> {
				warm("old", node, other);
				process.askUntilRefreshing("lost");
				this.source.write(ID, "new");
				int before = this.source.reads();
				process.kill();
				long killed = System.nanoTime();
				ArticleSource.Gate gate = refreshHeld(node, other);
				assertThat(Duration.ofNanos(System.nanoTime() - killed)).isLessThan(REPLACED);
				assertThat(List.of(read(node), read(other))).containsOnly("old");
				assertThat(this.source.reads()).isEqualTo(before + 1);
				gate.open();
				await().atMost(LIMIT).until(() -> read(node).equals("new") && read(other).equals("new"));
			}, DUE_SOON);
		}
	}

	@Test
	void callerWaitsForTheRefreshOfAnotherNodeOnceTheValueIsOver() {
		withNodes((node, other) -> {
			warm("old", node);
			this.source.write(ID, "new");
			int before = this.source.reads();
			ArticleSource.Gate gate = refreshHeld(node);
			await().atMost(LIMIT).until(() -> lookup(other) instanceof CacheResult.Miss);
			CompletableFuture<String> caller = meanwhile(() -> read(other));
			await().atMost(LIMIT).until(() -> statistics(other).waits() > 0);
			assertThat(caller).isNotDone();
			gate.open();
			assertThat(caller.join()).isEqualTo("new");
			assertThat(this.source.reads()).isEqualTo(before + 1);
		}, DUE_SOON, "cacheaside.ttl=5s");
	}

	@Test
	void failedRefreshRestsOnAllNodes() {
		withNodes((node, other) -> {
			warm("old", node, other);
			this.source.available(false);
			int before = this.source.reads();
			long begin = System.nanoTime();
			long end = begin + Duration.ofSeconds(4).toNanos();
			while (System.nanoTime() < end) {
				assertThat(read(node)).isEqualTo("old");
				assertThat(read(other)).isEqualTo("old");
			}
			assertThat(this.source.reads() - before).isBetween(1, 1 + rests(begin));
			this.source.available(true);
			this.source.write(ID, "new");
			await().atMost(LIMIT).until(() -> read(node).equals("new") && read(other).equals("new"));
		}, DUE_SOON);
	}

	@Test
	void valuePastItsTimeStandsInWhileTheSourceIsAway() {
		withNodes((node, other) -> {
			this.source.write(ID, "old");
			assertThat(read(node)).isEqualTo("old");
			this.source.available(false);
			int before = this.source.reads();
			long begin = System.nanoTime();
			await().atMost(LIMIT).untilAsserted(() -> {
				assertThat(read(node)).isEqualTo("old");
				assertThat(statistics(node).standIns()).isGreaterThan(3);
			});
			assertThat(read(other)).isEqualTo("old");
			assertThat(this.source.reads() - before).isBetween(1, 1 + rests(begin));
			this.source.available(true);
			this.source.write(ID, "new");
			await().atMost(LIMIT).until(() -> read(node).equals("new") && read(other).equals("new"));
		}, OVER_SOON, STANDS_IN);
	}

	@ParameterizedTest
	@EnumSource
	void whatWasInvalidatedNeverStandsIn(Invalidating kind) {
		withNodes((node, other) -> {
			this.source.write(ID, "old");
			assertThat(read(node)).isEqualTo("old");
			this.source.available(false);
			await().atMost(LIMIT).until(() -> read(node).equals("old") && statistics(node).standIns() > 0);
			long invalidated = invalidate(kind, node);
			assertThatThrownBy(() -> read(node)).hasMessageContaining("the source is away");
			awaitRefusalWithinBound(other, invalidated);
		}, OVER_SOON, STANDS_IN);
	}

	private static void awaitRefusalWithinBound(TestNode node, long invalidatedNanos) {
		long start = System.nanoTime();
		while (catchThrowable(() -> read(node)) == null) {
			assertThat(Duration.ofNanos(start - invalidatedNanos)).isLessThanOrEqualTo(MAX_STALENESS);
			start = System.nanoTime();
		}
	}

	/** Makes a refresh begin, and wait with what it has read. */
	private ArticleSource.Gate refreshHeld(TestNode... nodes) {
		ArticleSource.Gate gate = this.source.holdNext();
		CompletableFuture<Void> begun = CompletableFuture.runAsync(gate::awaitCall);
		await().atMost(LIMIT).until(() -> {
			for (TestNode node : nodes) {
				assertThat(read(node)).isEqualTo("old");
			}
			return begun.isDone();
		});
		return gate;
	}

	private static CacheResult<Article> lookup(TestNode node) {
		return node.operations().cache(Articles.CACHE, Article.class).get(ID);
	}

	private static CacheStatistics statistics(TestNode node) {
		return node.engine().region(Articles.CACHE).statistics();
	}

}
