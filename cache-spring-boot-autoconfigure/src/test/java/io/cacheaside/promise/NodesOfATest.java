package io.cacheaside.promise;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

import org.junit.jupiter.api.Timeout;

import io.cacheaside.engine.Lease;
import io.cacheaside.testing.TestNode;
import io.cacheaside.testing.TestNodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Two nodes on a Redis that a test may stop, each behind a proxy, and one source for
 * both. They hold nothing longer than {@link #MAX_STALENESS} without knowing that they
 * may.
 */
@Timeout(120)
abstract class NodesOfATest extends RedisOfItsOwn {

	static final Duration MAX_STALENESS = Duration.ofMillis(500);

	static final String ID = Invalidating.ID;

	final ArticleSource source = new ArticleSource();

	void withNodes(BiConsumer<TestNode, TestNode> scenario, String... properties) {
		TestNodes.run(this.redis, 2,
				(runner) -> runner.withBean(Articles.class, () -> new Articles(this.source))
					.withPropertyValues("cacheaside.ttl=10m", timeout(),
							"cacheaside.coherence.max-staleness=" + MAX_STALENESS.toMillis() + "ms",
							"cacheaside.coherence.outage-staleness=0s")
					.withPropertyValues(properties),
				(nodes) -> scenario.accept(nodes.get(0), nodes.get(1)));
	}

	/**
	 * The property that tells how long nodes wait for an answer of Redis: not long, since
	 * many tests let it be silent.
	 */
	String timeout() {
		return "cacheaside.remote.timeout=200ms";
	}

	/** What the node serves for the article; may load it. */
	static String read(TestNode node) {
		return node.bean(Articles.class).article(ID).text();
	}

	/** Makes the nodes hold an article, in both tiers. */
	void warm(String text, TestNode... nodes) {
		this.source.write(ID, text);
		Invalidating.KEY.on(nodes[0]);
		for (TestNode node : nodes) {
			await().atMost(LIMIT).untilAsserted(() -> {
				assertThat(read(node)).isEqualTo(text);
				assertServedWithoutSource(node, text);
			});
		}
	}

	/** Fails unless the node serves the article without asking the source. */
	void assertServedWithoutSource(TestNode node, String text) {
		int before = this.source.reads();
		assertThat(read(node)).isEqualTo(text);
		assertThat(this.source.reads()).as("reads of the source").isEqualTo(before);
	}

	/** Fails unless the node asks the source, and once only. */
	void assertLoadsAnew(TestNode node, String text) {
		int before = this.source.reads();
		assertThat(read(node)).as("%s", node).isEqualTo(text);
		assertThat(this.source.reads()).as("reads of the source").isEqualTo(before + 1);
	}

	/** Waits until the nodes cache again, with nothing restarted. */
	void awaitCachingOf(String text, TestNode... nodes) {
		for (TestNode node : nodes) {
			await().atMost(LIMIT).untilAsserted(() -> assertServedWithoutSource(node, text));
		}
	}

	/**
	 * Reads until the bound is over, and fails if a read that began later is not the one
	 * expected.
	 */
	static void assertBounded(TestNode node, String expected, long invalidatedNanos) {
		long bound = invalidatedNanos + MAX_STALENESS.toNanos();
		long end = bound + MAX_STALENESS.toNanos();
		for (long start = System.nanoTime(); start < end; start = System.nanoTime()) {
			String served = read(node);
			if (start > bound) {
				assertThat(served)
					.as("%s, %d ms after the invalidation", node,
							TimeUnit.NANOSECONDS.toMillis(start - invalidatedNanos))
					.isEqualTo(expected);
			}
		}
	}

	/**
	 * Reads until what is expected is served, and fails if a read that began after the
	 * bound still gave something else.
	 */
	static void awaitWithinBound(TestNode node, String expected, long invalidatedNanos) {
		long start = System.nanoTime();
		String served = read(node);
		while (!served.equals(expected)) {
			assertThat(Duration.ofNanos(start - invalidatedNanos))
				.as("age of the change when %s still served '%s' instead of '%s'", node, served, expected)
				.isLessThanOrEqualTo(MAX_STALENESS);
			start = System.nanoTime();
			served = read(node);
		}
	}

	/**
	 * Invalidates, and tells when that was in the log: on a busy machine an answer may
	 * come too late for the caller.
	 */
	static long invalidate(Invalidating kind, TestNode node) {
		kind.on(node);
		return acknowledged(node);
	}

	/** Waits until nothing is undelivered, which most often is so, and tells when. */
	static long acknowledged(TestNode node) {
		if (node.engine().undeliveredInvalidations() > 0) {
			await().atMost(LIMIT).until(() -> node.engine().undeliveredInvalidations() == 0);
		}
		return System.nanoTime();
	}

	/** How many times the rest of a value may have ended since then. */
	static int rests(long beginNanos) {
		return (int) ((System.nanoTime() - beginNanos) / Lease.REST.toNanos());
	}

	static void awaitDelivery(TestNode node) {
		await().atMost(LIMIT).until(() -> node.engine().undeliveredInvalidations() == 0);
		node.awaitTrust();
	}

	/** Runs something on a thread of its own. */
	static <T> CompletableFuture<T> meanwhile(Supplier<T> work) {
		CompletableFuture<T> result = new CompletableFuture<>();
		Thread thread = new Thread(() -> {
			try {
				result.complete(work.get());
			}
			catch (Throwable ex) {
				result.completeExceptionally(ex);
			}
		}, "meanwhile");
		thread.setDaemon(true);
		thread.start();
		return result.orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS);
	}

	/** The Redis keys of a type, whatever their names. */
	List<String> keysOfType(String type) {
		return RedisKeysByType.of(this.redis, type);
	}

}
