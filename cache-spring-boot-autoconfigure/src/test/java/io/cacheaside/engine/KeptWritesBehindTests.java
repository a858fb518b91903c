package io.cacheaside.engine;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.cacheaside.CacheUnavailableException;
import io.cacheaside.PutOptions;
import io.cacheaside.engine.queue.FakeWriteQueue;
import io.cacheaside.engine.queue.QueueLimits;
import io.cacheaside.engine.queue.QueuedWrite;
import io.cacheaside.key.CacheKey;

import static io.cacheaside.engine.EngineFixture.KEY;
import static io.cacheaside.engine.EngineFixture.STRINGS;
import static io.cacheaside.engine.EngineFixture.UNEXPECTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Committed writes that the queue has not acknowledged, in fake time. */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class KeptWritesBehindTests {

	private static final CacheKey OTHER = new CacheKey("cache", "cache:other");

	private static final CacheKey THIRD = new CacheKey("cache", "cache:third");

	private final EngineFixture fixture = new EngineFixture();

	private final FakeWriteQueue queue = new FakeWriteQueue(this.fixture.time);

	private final CacheEngine node = this.fixture.queues(this.queue.asQueues(new QueueLimits(2, Duration.ofSeconds(2))))
		.node();

	@Test
	void committedWriteIsKeptAndQueuedWhenTheQueueIsBack(CapturedOutput output) throws Throwable {
		this.queue.reachable(false);
		commit(KEY, "new");
		assertThat(kept()).isEqualTo(1);
		assertThat(output).containsOnlyOnce("Redis has not acknowledged a committed write of the cache 'cache'");
		this.fixture.time.pass(Duration.ofMinutes(5));
		assertThat(kept()).isEqualTo(1);
		this.queue.reachable(true);
		this.fixture.time.pass(CommittedWrites.LONGEST_PAUSE);
		assertThat(kept()).isZero();
		assertThat(queued()).containsExactly("new");
		assertThat(output).containsOnlyOnce("All committed writes of the cache 'cache' are queued")
			.containsOnlyOnce("Redis has not acknowledged");
		assertThat(load(this.node)).isEqualTo("new");
	}

	@Test
	void pausesDoubleAndBeginAnew() {
		List<Long> attempts = new ArrayList<>();
		this.queue.beforeAppend((key) -> attempts.add(this.fixture.time.elapsedMillis()));
		this.queue.reachable(false);
		commit(KEY, "new");
		this.fixture.time.pass(Duration.ofSeconds(8));
		assertThat(pauses(attempts)).containsExactly(200L, 400L, 800L, 1_600L, 2_000L, 2_000L);
		this.queue.reachable(true);
		this.fixture.time.pass(CommittedWrites.LONGEST_PAUSE);
		attempts.clear();
		this.queue.reachable(false);
		commit(KEY, "newer");
		this.fixture.time.pass(Duration.ofSeconds(1));
		assertThat(pauses(attempts)).containsExactly(200L, 400L);
	}

	@Test
	void readersOfThisNodeSeeWhatIsKeptAndNothingOlder() throws Throwable {
		CacheEngine other = this.fixture.node();
		this.queue.reachable(false);
		commit(KEY, "new");
		this.fixture.settle();
		assertThat(load(this.node)).isEqualTo("new");
		assertThat(other.region("cache").getOrLoad(KEY, STRINGS, () -> "old")).isEqualTo("old");
		this.queue.reachable(true);
		putOld(other);
		this.queue.reachable(false);
		assertThat(load(this.node)).as("also where the other node has stored what it knew").isEqualTo("new");
		assertThat(region().lookup(KEY, String.class)).isInstanceOf(Lookup.Hit.class);
		this.fixture.remote.reachable(false);
		assertThat(load(this.node)).as("also while nothing can be read").isEqualTo("new");
		this.fixture.remote.reachable(true);
		assertThat(Await.await(region().bulk()
			.putAllIfAbsent(List.of(new KeyedValue(KEY, "old", PutOptions.DEFAULTS)), String.class,
					this.node.capture())))
			.as("warming skips it")
			.isZero();
	}

	@Test
	void whatOtherNodesCachedMeanwhileIsEvictedWhenItIsQueued() throws Throwable {
		CacheEngine other = this.fixture.node();
		this.queue.reachable(false);
		commit(KEY, "new");
		this.fixture.settle();
		this.queue.reachable(true);
		putOld(other);
		assertThat(load(other)).as("it cannot know yet").isEqualTo("old");
		this.fixture.time.pass(CommittedWrites.LONGEST_PAUSE);
		assertThat(load(this.node)).isEqualTo("new");
		assertThat(load(other)).isEqualTo("new");
	}

	@Test
	void laterCommittedWriteTakesThePlaceOfTheKeptOne() throws Throwable {
		this.queue.reachable(false);
		commit(KEY, "1");
		commit(OTHER, "2");
		commit(KEY, "3");
		assertThat(kept()).isEqualTo(2);
		assertThat(load(this.node)).isEqualTo("3");
		this.queue.reachable(true);
		this.fixture.time.pass(CommittedWrites.LONGEST_PAUSE);
		assertThat(queued()).containsExactlyInAnyOrder("3", "2");
	}

	@Test
	void writeWithoutATransactionDoesNotOvertakeWhatIsKept() {
		this.queue.reachable(false);
		commit(KEY, "1");
		assertThatThrownBy(() -> Await.await(write(KEY, "2"))).isInstanceOf(CacheUnavailableException.class)
			.hasMessageContaining("cache:key");
		this.queue.reachable(true);
		List<String> appended = new ArrayList<>();
		this.queue.beforeAppend(appended::add);
		Await.await(write(KEY, "3"));
		assertThat(appended).as("the kept one is queued first").containsExactly("cache:key", "cache:key");
		assertThat(queued()).containsExactly("3");
		assertThat(kept()).isZero();
		this.fixture.time.pass(Duration.ofMinutes(1));
		assertThat(queued()).as("the kept one does not come again").containsExactly("3");
	}

	@Test
	void writeOfAnotherKeyDoesNotWaitForWhatIsKept() {
		this.queue.reachable(false);
		commit(KEY, "1");
		this.queue.reachable(true);
		Await.await(write(OTHER, "2"));
		assertThat(kept()).isEqualTo(1);
		assertThat(queued()).containsExactly("2");
	}

	@Test
	void committedWritesOfAKeyThatMeetAreQueuedInOrder() {
		CompletableFuture<Void> answer = new CompletableFuture<>();
		List<CompletableFuture<Boolean>> outcomes = new ArrayList<>();
		List<String> appended = new ArrayList<>();
		this.queue.beforeAppend(appended::add);
		this.queue.nextAppendIsAnsweredAfter(answer);
		for (String value : List.of("1", "2", "3")) {
			outcomes.add(region().behind()
				.committed()
				.queue(KEY, value.getBytes(StandardCharsets.UTF_8))
				.toCompletableFuture());
		}
		CompletableFuture<Void> later = write(KEY, "4").toCompletableFuture();
		assertThat(outcomes).noneMatch(CompletableFuture::isDone);
		assertThat(later).isNotDone();
		answer.complete(null);
		assertThat(outcomes).allSatisfy((outcome) -> assertThat(outcome).isCompletedWithValue(true));
		assertThat(later).isCompleted();
		assertThat(appended).as("the first, the newest of those that came meanwhile, the later one").hasSize(3);
		assertThat(queued()).containsExactly("4");
		assertThat(kept()).isZero();
	}

	@Test
	void writeThatCameWhileAKeptOneWasSentFollows() throws Throwable {
		this.queue.reachable(false);
		commit(KEY, "1");
		CompletableFuture<Void> answer = new CompletableFuture<>();
		this.queue.nextAppendIsAnsweredAfter(answer);
		this.queue.reachable(true);
		this.fixture.time.pass(CommittedWrites.FIRST_PAUSE);
		assertThat(queued()).containsExactly("1");
		commit(KEY, "2");
		assertThat(load(this.node)).isEqualTo("2");
		answer.complete(null);
		this.fixture.time.pass(Duration.ofMillis(1));
		assertThat(queued()).containsExactly("2");
		assertThat(kept()).isZero();
		assertThat(load(this.node)).isEqualTo("2");
	}

	@Test
	void whatIsKeptWhenTheApplicationStopsIsTriedAtOnce() {
		this.queue.reachable(false);
		commit(KEY, "1");
		this.fixture.time.pass(Duration.ofMinutes(1));
		this.queue.reachable(true);
		CompletionStage<Void> delivered = this.node.stop(Duration.ofSeconds(5));
		this.fixture.time.pass(Duration.ofMillis(1));
		assertThat(delivered.toCompletableFuture()).isCompleted();
		assertThat(queued()).containsExactly("1");
	}

	@Test
	void writeWhoseAnswerWasLostDoesNotComeAgainOverALaterOneOfAnotherNode() throws Throwable {
		CacheEngine other = this.fixture.node();
		this.queue.nextAppendIsAnsweredAfter(CompletableFuture.failedFuture(new TimeoutException()));
		commit(KEY, "1");
		assertThat(queued()).containsExactly("1");
		assertThat(kept()).isEqualTo(1);
		this.fixture.time.pass(Duration.ofMillis(100));
		CacheRegion cache = other.region("cache");
		Await.await(cache.behind().put(PendingPut.of(KEY, cache.start()), "2", STRINGS));
		this.fixture.time.pass(CommittedWrites.LONGEST_PAUSE);
		assertThat(kept()).isZero();
		assertThat(queued()).containsExactly("2");
		assertThat(load(this.node)).isEqualTo("2");
		assertThat(load(other)).isEqualTo("2");
	}

	@Test
	void moreKeysThanMayWaitAreNotKept(CapturedOutput output) {
		this.queue.reachable(false);
		commit(KEY, "1");
		commit(OTHER, "2");
		commit(THIRD, "3");
		commit(KEY, "4");
		assertThat(kept()).isEqualTo(2);
		assertThat(output).containsOnlyOnce("its write of cache:third is lost");
		this.queue.reachable(true);
		this.fixture.time.pass(CommittedWrites.LONGEST_PAUSE);
		assertThat(queued()).containsExactlyInAnyOrder("4", "2");
	}

	@Test
	void whatIsKeptWhenTheApplicationStopsIsTriedForAWhile(CapturedOutput output) {
		this.queue.reachable(false);
		commit(KEY, "1");
		commit(OTHER, "2");
		this.fixture.time.pass(Duration.ofMinutes(1));
		CompletionStage<Void> delivered = this.node.stop(Duration.ofSeconds(5));
		this.fixture.time.pass(Duration.ofSeconds(4));
		assertThat(delivered.toCompletableFuture()).isNotDone();
		this.queue.reachable(true);
		this.fixture.time.pass(CommittedWrites.FIRST_PAUSE);
		assertThat(delivered.toCompletableFuture()).isCompleted();
		this.node.close();
		assertThat(queued()).containsExactlyInAnyOrder("1", "2");
		assertThat(output).doesNotContain("The application stops");
	}

	@Test
	void whatIsLostWhenTheApplicationStopsIsTold(CapturedOutput output) {
		this.queue.reachable(false);
		commit(KEY, "1");
		commit(OTHER, "2");
		CompletionStage<Void> delivered = this.node.stop(Duration.ofSeconds(5));
		this.fixture.time.pass(Duration.ofSeconds(5));
		assertThat(delivered.toCompletableFuture()).isCompleted();
		this.node.close();
		assertThat(output).containsOnlyOnce("The application stops; 2 committed writes of the cache 'cache' are lost")
			.contains("[cache:key, cache:other]");
		commit(THIRD, "3");
		assertThat(output).containsOnlyOnce("its write of cache:third is lost");
	}

	@Test
	void nothingIsWaitedForWhereNothingIsKept() {
		assertThat(this.node.stop(Duration.ofSeconds(5)).toCompletableFuture()).isCompleted();
	}

	private void commit(CacheKey key, String value) {
		this.fixture.transactions.begin(this.node.capture());
		Await.await(write(key, value));
		this.fixture.transactions.commit();
	}

	private CompletionStage<Void> write(CacheKey key, String value) {
		return region().behind().put(PendingPut.of(key, region().start()), value, STRINGS);
	}

	/** As a loader would that has read the source before it has the write. */
	private static void putOld(CacheEngine node) throws Throwable {
		node.region("cache").getOrLoad(KEY, STRINGS, () -> "old");
	}

	private static Object load(CacheEngine node) throws Throwable {
		return node.region("cache").getOrLoad(KEY, STRINGS, UNEXPECTED);
	}

	private static List<Long> pauses(List<Long> attempts) {
		List<Long> pauses = new ArrayList<>();
		for (int i = 1; i < attempts.size(); i++) {
			pauses.add(attempts.get(i) - attempts.get(i - 1));
		}
		return pauses;
	}

	private List<String> queued() {
		List<QueuedWrite> writes = Await.await(this.queue.take(10)).writes();
		return writes.stream()
			.map((write) -> String.valueOf(region().behind().decode(write.value(), String.class)))
			.toList();
	}

	private int kept() {
		return region().behind().kept();
	}

	private CacheRegion region() {
		return this.node.region("cache");
	}

}
