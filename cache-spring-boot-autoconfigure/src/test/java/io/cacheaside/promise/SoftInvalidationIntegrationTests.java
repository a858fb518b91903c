package io.cacheaside.promise;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.context.ApplicationEventPublisher;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.annotation.CacheEvictPattern;
import io.cacheaside.annotation.CacheEvictTag;
import io.cacheaside.annotation.InvalidatesCache;
import io.cacheaside.testing.RedisContextRunner;
import io.cacheaside.testing.TestNode;
import io.cacheaside.testing.TestNodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Two nodes whose values are invalidated softly: they are served until they are loaded
 * anew, once on all nodes.
 */
class SoftInvalidationIntegrationTests extends NodesOfATest {

	private static final Duration A_WHILE = Duration.ofSeconds(3);

	@Override
	String timeout() {
		return RedisContextRunner.PATIENT;
	}

	@ParameterizedTest
	@EnumSource
	void valueIsServedWhileOneRefreshRunsOnAllNodes(Invalidating kind) {
		withNodes((node, other) -> {
			warm("old", node, other);
			this.source.write(ID, "new");
			int before = this.source.reads();
			ArticleSource.Gate gate = this.source.holdNext();
			kind.softlyOn(other);
			awaitRefresh(gate, node, other);
			assertServedForAWhile("old", node, other);
			assertThat(this.source.reads()).isEqualTo(before + 1);
			gate.open();
			awaitServed("new", node, other);
			assertThat(this.source.reads()).as("one refresh").isEqualTo(before + 1);
			assertServedForAWhile("new", node, other);
			assertThat(this.source.reads()).as("nothing is due any more").isEqualTo(before + 1);
		});
	}

	@ParameterizedTest
	@EnumSource
	void refreshThatBeganBeforeIsRefreshedAgain(Invalidating kind) {
		withNodes((node, other) -> {
			warm("old", node, other);
			this.source.write(ID, "snapshot");
			ArticleSource.Gate gate = this.source.holdNext();
			kind.softlyOn(node);
			awaitRefresh(gate, node);
			this.source.write(ID, "new");
			kind.softlyOn(other);
			gate.open();
			awaitServed("new", node, other);
		});
	}

	@ParameterizedTest
	@EnumSource
	void evictionDuringTheRefreshEndsTheOldValue(Invalidating kind) {
		withNodes((node, other) -> {
			warm("old", node, other);
			ArticleSource.Gate gate = this.source.holdNext();
			kind.softlyOn(node);
			awaitRefresh(gate, node);
			this.source.write(ID, "new");
			long evicted = invalidate(kind, other);
			gate.open();
			assertThat(read(other)).isEqualTo("new");
			assertBounded(node, "new", evicted);
			assertThat(read(other)).isEqualTo("new");
		});
	}

	@Test
	void valueStaysWhileTheSourceIsAwayAndTheSourceIsSpared() {
		withNodes((node, other) -> {
			warm("old", node, other);
			this.source.available(false);
			int before = this.source.reads();
			long begin = System.nanoTime();
			Invalidating.TAG.softlyOn(node);
			await().atMost(LIMIT).until(() -> {
				read(node);
				return this.source.reads() > before;
			});
			assertServedForAWhile("old", node, other);
			assertThat(this.source.reads() - before).as("a failed refresh rests").isBetween(1, 1 + rests(begin));
			this.source.available(true);
			this.source.write(ID, "new");
			awaitServed("new", node, other);
		});
	}

	@Test
	void undeliveredOneIsKeptAndTheValueServedMeanwhile() {
		withNodes((node, other) -> {
			warm("old", node, other);
			this.source.write(ID, "new");
			node.proxy().refuse();
			CompletableFuture<Void> invalidating = node.operations()
				.invalidate(new InvalidationTarget.WholeCache(Articles.CACHE).soft());
			await().atMost(LIMIT).until(() -> node.engine().undeliveredInvalidations() == 1);
			assertThat(read(node)).isEqualTo("old");
			node.proxy().restore();
			awaitDelivery(node);
			assertThat(invalidating).succeedsWithin(LIMIT);
			awaitServed("new", node, other);
		}, "cacheaside.coherence.outage-staleness=1m");
	}

	@Test
	void annotationsAndEventsInvalidateSoftly() {
		TestNodes.run(this.redis, 1,
				(runner) -> runner.withBean(Articles.class, () -> new Articles(this.source))
					.withBean(Desk.class)
					.withPropertyValues("cacheaside.ttl=10m"),
				(nodes) -> {
					TestNode node = nodes.get(0);
					Desk desk = node.bean(Desk.class);
					assertSoft(node, () -> desk.sectionChanged(ArticleSource.SECTION));
					assertSoft(node, () -> desk.articleChanged(ID));
					assertSoft(node, () -> desk.publish(ID));
				});
	}

	private void assertSoft(TestNode node, Runnable change) {
		warm("old", node);
		this.source.write(ID, "new");
		ArticleSource.Gate gate = this.source.holdNext();
		change.run();
		awaitRefresh(gate, node);
		assertThat(read(node)).isEqualTo("old");
		gate.open();
		awaitServed("new", node);
	}

	/** Reads until a refresh has come to the gate; everybody is served at once. */
	private static void awaitRefresh(ArticleSource.Gate gate, TestNode... nodes) {
		CompletableFuture<Void> begun = CompletableFuture.runAsync(gate::awaitCall);
		await().atMost(LIMIT).until(() -> {
			for (TestNode node : nodes) {
				assertThat(read(node)).isEqualTo("old");
			}
			return begun.isDone();
		});
	}

	private static void assertServedForAWhile(String text, TestNode... nodes) {
		long end = System.nanoTime() + A_WHILE.toNanos();
		while (System.nanoTime() < end) {
			for (TestNode node : nodes) {
				assertThat(read(node)).isEqualTo(text);
			}
		}
	}

	private static void awaitServed(String text, TestNode... nodes) {
		for (TestNode node : nodes) {
			await().atMost(LIMIT).until(() -> read(node).equals(text));
		}
	}

	/** Says what changes. */
	static class Desk {

		private final ApplicationEventPublisher events;

		Desk(ApplicationEventPublisher events) {
			this.events = events;
		}

		@CacheEvictTag(value = "section:#{#section}", soft = true)
		public void sectionChanged(String section) {
		}

		@CacheEvictPattern(value = "article:#{#id}", soft = true)
		public void articleChanged(String id) {
		}

		public void publish(String id) {
			this.events.publishEvent(new ArticleChanged(id));
		}

	}

	@InvalidatesCache(value = "article:#{id}", soft = true)
	record ArticleChanged(String id) {
	}

}
