package io.cacheaside.promise;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.cacheaside.testing.RedisContextRunner;
import io.cacheaside.testing.TestNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * No node serves a cached value longer than the bound after its invalidation is in the
 * log; a node that cannot know stops to trust what it holds. Times are those of one
 * process, taken when an invalidation is in the log and before a read begins, so that no
 * allowance is needed.
 */
class P2_BoundedStaleness extends NodesOfATest {

	private static final Duration OUTAGE_STALENESS = Duration.ofSeconds(6);

	@ParameterizedTest
	@EnumSource
	void otherNodeHearsOfIt(Invalidating kind) {
		withNodes((node, other) -> {
			warm("old", node, other);
			this.source.write(ID, "new");
			kind.on(node);
			long acknowledged = System.nanoTime();
			assertThat(node.engine().undeliveredInvalidations()).isZero();
			assertBounded(other, "new", acknowledged);
			awaitCachingOf("new", node, other);
		}, RedisContextRunner.PATIENT);
	}

	@ParameterizedTest
	@EnumSource
	void nodeThatCannotHearDoesNotTrustWhatItHolds(WayToRedis way) {
		withNodes((node, other) -> {
			for (Invalidating kind : new Invalidating[] { Invalidating.KEY, Invalidating.TAG }) {
				warm("old " + kind, node, other);
				way.disturb(other.proxy());
				long acknowledged = change("new " + kind, kind, node);
				assertBounded(other, "new " + kind, acknowledged);
				other.proxy().restore();
				assertBounded(other, "new " + kind, acknowledged);
				awaitCachingOf("new " + kind, node, other);
			}
		});
	}

	@ParameterizedTest
	@EnumSource
	void cutsDoNotMakeItLonger(Invalidating kind) {
		withNodes((node, other) -> {
			warm("old", node, other);
			other.proxy().cut();
			long acknowledged = change("new", kind, node);
			other.proxy().cut();
			assertBounded(other, "new", acknowledged);
			awaitCachingOf("new", node, other);
		});
	}

	@ParameterizedTest
	@EnumSource
	void holdsIfRedisDiesRightAfterwards(Invalidating kind) {
		withNodes((node, other) -> {
			warm("old", node, other);
			long acknowledged = change("new", kind, node);
			this.redis.kill();
			assertBounded(other, "new", acknowledged);
			this.redis.restartEmpty();
			assertBounded(other, "new", acknowledged);
			awaitCachingOf("new", node, other);
		});
	}

	@Test
	void serverThatIsNoMasterAnyMoreProvesNothing() {
		withNodes((node, other) -> {
			warm("old", node, other);
			this.redis.execute("REPLICAOF", "127.0.0.1", "1");
			assertNothingIsProven(node, other);
			this.redis.execute("REPLICAOF", "NO", "ONE");
			assertHealed(node, other);
		});
	}

	@Test
	void serverThatTakesNoWritesProvesNothing() {
		withNodes((node, other) -> {
			warm("old", node, other);
			this.redis.execute("CONFIG", "SET", "min-replicas-to-write", "1");
			assertNothingIsProven(node, other);
			this.redis.execute("CONFIG", "SET", "min-replicas-to-write", "0");
			assertHealed(node, other);
		});
	}

	private void assertNothingIsProven(TestNode node, TestNode other) {
		long changed = System.nanoTime();
		this.source.write(ID, "new");
		Invalidating.KEY.on(node);
		assertThat(node.engine().undeliveredInvalidations()).isEqualTo(1);
		assertBounded(other, "new", changed);
	}

	private void assertHealed(TestNode node, TestNode other) {
		awaitDelivery(node);
		assertBounded(other, "new", System.nanoTime());
		awaitCachingOf("new", node, other);
	}

	@Test
	void localTierGoesOnInAnOutageForAsLongAsIsGranted() {
		withNodes((node, other) -> {
			warm("old", node, other);
			other.proxy().refuse();
			long begin = System.nanoTime();
			change("new", Invalidating.TAG, node);
			awaitLocalTierGoesOn(other, begin + MAX_STALENESS.multipliedBy(3).toNanos());
			assertBounded(other, "new", begin + OUTAGE_STALENESS.minus(MAX_STALENESS).toNanos());
			other.proxy().restore();
			awaitCachingOf("new", node, other);
		}, "cacheaside.coherence.outage-staleness=" + OUTAGE_STALENESS.toSeconds() + "s");
	}

	@Test
	void nodeHearsWhatItMissedBeforeItTrustsItselfAfterAnOutage() {
		withNodes((node, other) -> {
			warm("old", node, other);
			other.proxy().refuse();
			long changed = change("new", Invalidating.TAG, node);
			awaitLocalTierGoesOn(other, changed + MAX_STALENESS.toNanos());
			other.proxy().restore();
			other.awaitTrust();
			await().atMost(Duration.ofSeconds(20)).until(() -> read(other).equals("new"));
			assertBounded(other, "new", System.nanoTime() - MAX_STALENESS.toNanos());
			awaitCachingOf("new", node, other);
		}, "cacheaside.coherence.outage-staleness=60s");
	}

	/**
	 * Waits until the node serves what it holds, later than it may in normal operation. A
	 * machine under load may need longer to be sure that it is Redis that is away, and
	 * again each time it has stood still; the source, were it there, would put an end to
	 * what the node holds.
	 */
	private void awaitLocalTierGoesOn(TestNode node, long laterThan) {
		this.source.available(false);
		await().atMost(OUTAGE_STALENESS).ignoreExceptions().until(() -> {
			long start = System.nanoTime();
			return read(node).equals("old") && start > laterThan;
		});
		this.source.available(true);
	}

	@ParameterizedTest
	@EnumSource(names = { "KEY", "TAG" })
	void processThatWasStoppedDoesNotTrustWhatItHolds(Invalidating kind) throws Exception {
		try (NodeProcess process = NodeProcess.start(this.redis, MAX_STALENESS)) {
			withNodes((node, other) -> {
				process.read("old");
				await().atMost(Duration.ofSeconds(30)).until(() -> process.read("not cached").equals("old"));
				process.pause();
				long acknowledged = change("new", kind, node);
				await().until(() -> System.nanoTime() - acknowledged > MAX_STALENESS.toNanos());
				process.ask("new");
				process.resume();
				assertThat(process.answer()).isEqualTo("new");
			});
		}
	}

	/** Changes the source and invalidates, and tells when that was acknowledged. */
	private long change(String text, Invalidating kind, TestNode node) {
		this.source.write(ID, text);
		return invalidate(kind, node);
	}

}
