package io.cacheaside.engine;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.cacheaside.engine.queue.FakeWriteQueue;
import io.cacheaside.engine.queue.QueueLimits;
import io.cacheaside.engine.queue.QueuedWrite;
import io.cacheaside.key.CacheKey;

import static io.cacheaside.engine.EngineFixture.KEY;
import static io.cacheaside.engine.EngineFixture.STRINGS;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Committed writes that reach the queue long after they were sent, again and again, or
 * while others do, in fake time.
 */
@Timeout(60)
class KeptWritesOnTheirWayTests {

	private static final CacheKey OTHER = new CacheKey("cache", "cache:other");

	private final EngineFixture fixture = new EngineFixture();

	private final FakeWriteQueue queue = new FakeWriteQueue(this.fixture.time);

	private final CacheEngine node = this.fixture
		.queues(this.queue.asQueues(new QueueLimits(1_000, Duration.ofSeconds(2))))
		.node();

	private final CompletableFuture<Void> landing = new CompletableFuture<>();

	@Test
	void newerWriteFollowsAnOlderOneThatLandsLateAndWhoseAnswerIsLost() {
		loseNextAnswer();
		this.queue.nextAppendLandsAfter(this.landing);
		CompletableFuture<Boolean> older = commit(this.node, KEY, "1");
		pass(50);
		CompletableFuture<Boolean> newer = commit(this.node, KEY, "2");
		pass(50);
		this.landing.complete(null);
		assertThat(List.of(older, newer)).allSatisfy((outcome) -> assertThat(outcome).isCompletedWithValue(false));
		assertThat(queued()).containsExactly("1");
		pass(10_000);
		assertThat(queued()).containsExactly("2");
		assertThat(kept()).isZero();
	}

	@Test
	void newerWriteFollowsARepeatThatLandsLateAndWhoseAnswerIsLost() {
		this.queue.reachable(false);
		commit(this.node, KEY, "1");
		this.queue.reachable(true);
		loseNextAnswer();
		this.queue.nextAppendLandsAfter(this.landing);
		pass(210);
		commit(this.node, KEY, "2");
		pass(230);
		this.landing.complete(null);
		assertThat(queued()).containsExactly("1");
		pass(10_000);
		assertThat(queued()).containsExactly("2");
		assertThat(kept()).isZero();
	}

	@Test
	void repeatThatLandsLateIsNoYoungerForThat() {
		CacheEngine other = this.fixture.node();
		this.queue.reachable(false);
		commit(this.node, KEY, "1");
		this.queue.reachable(true);
		this.queue.nextAppendLandsAfter(this.landing);
		pass(200);
		commit(other, KEY, "2");
		pass(240);
		this.landing.complete(null);
		pass(10_000);
		assertThat(queued()).containsExactly("2");
	}

	@ParameterizedTest(name = "{0} ms after the other")
	@ValueSource(ints = { 20_000, 20_500, 21_000, 21_500 })
	void newestOfTwoNodesComesLastAfterALongOutage(int later) {
		CacheEngine other = this.fixture.node();
		this.queue.reachable(false);
		commit(this.node, KEY, "older");
		pass(later);
		commit(other, KEY, "newer");
		pass(120_000);
		this.queue.reachable(true);
		List<String> source = new ArrayList<>();
		for (int i = 0; i < 100; i++) {
			pass(50);
			source.addAll(queued());
			Await.await(this.queue.acknowledge(Await.await(this.queue.take(10)).writes()));
		}
		assertThat(source).last().isEqualTo("newer");
	}

	@Test
	void keyThatIsWrittenAgainDuringEachOfItsAttemptsLetsOthersGo() {
		List<String> sent = new ArrayList<>();
		this.queue.reachable(false);
		commit(this.node, KEY, "0");
		commit(this.node, OTHER, "other");
		this.queue.reachable(true);
		this.queue.beforeAppend((key) -> {
			sent.add(key);
			if (key.equals(KEY.logical()) && sent.size() < 100) {
				commit(this.node, KEY, Integer.toString(sent.size()));
			}
		});
		pass(10_000);
		assertThat(sent.indexOf(OTHER.logical())).isBetween(0, 2);
		assertThat(kept()).isZero();
	}

	@Test
	void keyThatIsAlwaysRefusedLetsOthersGo() {
		this.queue.reachable(false);
		commit(this.node, KEY, "0");
		commit(this.node, OTHER, "other");
		this.queue.reachable(true);
		this.queue.beforeAppend((key) -> {
			if (key.equals(KEY.logical())) {
				loseNextAnswer();
			}
		});
		pass(10_000);
		assertThat(queued()).contains("other");
		assertThat(kept()).isEqualTo(1);
	}

	@Test
	void writeWithoutATransactionWaitsForWhatWasThereBeforeAndNotForWhatComesLater() {
		CompletableFuture<Void> first = answerNextAppendLater();
		commit(this.node, KEY, "0");
		commit(this.node, KEY, "1");
		CompletableFuture<Void> written = region(this.node).behind()
			.put(PendingPut.of(KEY, region(this.node).start()), "written", STRINGS)
			.toCompletableFuture();
		CompletableFuture<Void> second = answerNextAppendLater();
		first.complete(null);
		commit(this.node, KEY, "2");
		assertThat(written).isNotDone();
		answerNextAppendLater();
		second.complete(null);
		assertThat(written).isDone();
	}

	private CompletableFuture<Void> answerNextAppendLater() {
		CompletableFuture<Void> answer = new CompletableFuture<>();
		this.queue.nextAppendIsAnsweredAfter(answer);
		return answer;
	}

	private void loseNextAnswer() {
		this.queue.nextAppendIsAnsweredAfter(CompletableFuture.failedFuture(new TimeoutException()));
	}

	/** Commits a write, and does not wait until it is queued. */
	private static CompletableFuture<Boolean> commit(CacheEngine node, CacheKey key, String value) {
		return region(node).behind()
			.committed()
			.queue(key, value.getBytes(StandardCharsets.UTF_8))
			.toCompletableFuture();
	}

	private List<String> queued() {
		List<QueuedWrite> writes = Await.await(this.queue.take(10)).writes();
		return writes.stream().map((write) -> new String(write.value(), StandardCharsets.UTF_8)).toList();
	}

	private int kept() {
		return region(this.node).behind().kept();
	}

	private void pass(int millis) {
		this.fixture.time.pass(Duration.ofMillis(millis));
	}

	private static CacheRegion region(CacheEngine node) {
		return node.region("cache");
	}

}
