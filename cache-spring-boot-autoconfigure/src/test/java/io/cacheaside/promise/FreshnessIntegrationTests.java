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
import io.cacheaside.testing.TcpProxy.Direction;
import io.cacheaside.testing.TestNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * Two nodes that refresh values in the background, and serve values past their time where
 * the source fails; the reads of the source are counted.
 */
class FreshnessIntegrationTests extends NodesOfATest {

	private static final Duration LIMIT = Duration.ofSeconds(20);

	/** The term of a lease, after it two seconds, and some for a machine that is busy. */
	private static final Duration REPLACED = Duration.ofSeconds(5);

	private static final String DUE_SOON = "cacheaside.refresh-after=300ms";

	private static final String STANDS_IN = "cacheaside.stale-if-error=1m";

	private static final String OVER_SOON = "cacheaside.ttl=300ms";

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
			kind.on(other);
			long invalidated = System.nanoTime();
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
				while (this.source.reads() == before) {
					List<String> served = List.of(read(node), read(other));
					if (this.source.reads() == before) {
						assertThat(served).containsOnly("old");
					}
				}
				assertThat(Duration.ofNanos(System.nanoTime() - killed)).isLessThan(REPLACED);
				await().atMost(LIMIT).until(() -> read(node).equals("new") || read(other).equals("new"));
				assertThat(this.source.reads()).isEqualTo(before + 1);
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
		}, DUE_SOON, "cacheaside.ttl=2s");
	}

	@Test
	void failedRefreshRestsOnAllNodes() {
		withNodes((node, other) -> {
			warm("old", node, other);
			this.source.available(false);
			int before = this.source.reads();
			long end = System.nanoTime() + Duration.ofSeconds(4).toNanos();
			while (System.nanoTime() < end) {
				assertThat(read(node)).isEqualTo("old");
				assertThat(read(other)).isEqualTo("old");
			}
			assertThat(this.source.reads()).isEqualTo(before + 1);
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
			await().atMost(LIMIT).untilAsserted(() -> {
				assertThat(read(node)).isEqualTo("old");
				assertThat(statistics(node).standIns()).isGreaterThan(3);
			});
			assertThat(read(other)).isEqualTo("old");
			assertThat(this.source.reads()).isEqualTo(before + 1);
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
			kind.on(node);
			assertThatThrownBy(() -> read(node)).hasMessageContaining("the source is away");
			await().atMost(MAX_STALENESS).untilAsserted(() -> assertThatThrownBy(() -> read(other)).isNotNull());
		}, OVER_SOON, STANDS_IN);
	}

	/** Makes a refresh begin, and wait with what it has read. */
	private ArticleSource.Gate refreshHeld(TestNode... nodes) {
		ArticleSource.Gate gate = this.source.holdNext();
		CompletableFuture<Void> begun = CompletableFuture.runAsync(gate::awaitCall);
		await().atMost(LIMIT).until(() -> {
			for (TestNode node : nodes) {
				read(node);
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
