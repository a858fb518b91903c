package io.cacheaside.write;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.engine.FakeCoordination;
import io.cacheaside.engine.log.FakeTime;
import io.cacheaside.engine.queue.DeadLetter;
import io.cacheaside.engine.queue.FakeWriteQueue;
import io.cacheaside.engine.queue.QueueStatistics;
import io.cacheaside.engine.queue.Taken;

import static org.assertj.core.api.Assertions.assertThat;

/** Workers of two nodes on one queue, in fake time. */
@Timeout(60)
class WriteBehindWorkerTests {

	private static final Duration LINGER = Duration.ofMillis(500);

	private static final WriteBehindSettings SETTINGS = new WriteBehindSettings(3, LINGER,
			new WriteBehindSettings.Retry(3, Duration.ofMillis(500), Duration.ofSeconds(10)));

	private final FakeTime time = new FakeTime();

	private final FakeWriteQueue queue = new FakeWriteQueue(this.time);

	private final FakeCoordination.Server server = new FakeCoordination.Server(this.time);

	private final RecordingWriter writer = new RecordingWriter();

	private final QueueStatistics statistics = new QueueStatistics();

	private final List<InvalidationTarget> evicted = new ArrayList<>();

	@Test
	void writesReachTheWriterInBatchesAndNoLongerWait() {
		append("a", "1");
		append("b", "2");
		append("c", "3");
		append("d", "4");
		worker("one").start();
		this.time.pass(LINGER);
		assertThat(this.writer.batches).containsExactly("a=1 b=2 c=3", "d=4");
		assertThat(waiting()).isZero();
		assertThat(this.statistics.written()).isEqualTo(4);
		assertThat(this.statistics.seen()).extracting(Taken::length).isEqualTo(0L);
	}

	@Test
	void valueThatComesWhileAnOlderOneIsWrittenIsWrittenNext() {
		append("a", "1");
		this.writer.meanwhile(() -> append("a", "2"));
		worker("one").start();
		this.time.pass(LINGER.multipliedBy(2));
		assertThat(this.writer.batches).containsExactly("a=1", "a=2");
		assertThat(this.writer.tokens).isSorted().doesNotHaveDuplicates();
		assertThat(waiting()).isZero();
	}

	@Test
	void batchIsTriedAgainWithPausesThatDouble() {
		append("a", "1");
		this.writer.failing = 2;
		worker("one").start();
		assertTries(0, 1);
		assertTries(499, 1);
		assertTries(1, 2);
		assertTries(999, 2);
		append("a", "2");
		assertTries(1, 3);
		assertThat(this.writer.batches).as("with the newest value").containsExactly("a=2");
		assertThat(this.statistics.retries()).isEqualTo(2);
		assertThat(waiting()).isZero();
	}

	@Test
	void writeThatAloneCannotBeWrittenIsADeadLetterAndTheOthersAreWritten() {
		append("a", "1");
		append("b", "bad");
		append("c", "3");
		worker("one").start();
		this.time.pass(Duration.ofSeconds(5));
		assertThat(this.writer.batches).containsExactly("a=1", "c=3");
		assertThat(letters()).singleElement().satisfies((letter) -> {
			assertThat(letter.key()).isEqualTo("cache:b");
			assertThat(letter.attempts()).isEqualTo(4);
			assertThat(letter.error()).contains("bad value");
		});
		assertThat(this.evicted).containsExactly(new InvalidationTarget.Key("cache", "cache:b"));
		assertThat(waiting()).isZero();
		assertThat(this.statistics.buriedCount()).isEqualTo(1);
	}

	@Test
	void nothingIsGivenUpWhileTheSourceIsAwayForAWhile() {
		append("a", "1");
		append("b", "2");
		append("c", "3");
		this.writer.failing = Integer.MAX_VALUE;
		worker("one").start();
		this.time.pass(Duration.ofSeconds(20));
		this.writer.failing = 0;
		this.time.pass(Duration.ofSeconds(10));
		assertThat(letters()).isEmpty();
		assertThat(waiting()).isZero();
		assertThat(this.writer.tries).as("two failures are enough to spare the rest").isLessThan(12);
	}

	@Test
	void oneWriteThatIsAlwaysRefusedDoesNotStopTheQueueForEver() {
		append("b", "bad");
		worker("one").start();
		this.time.pass(Duration.ofMinutes(1));
		assertThat(letters()).hasSize(1);
		append("a", "1");
		this.time.pass(LINGER);
		assertThat(this.writer.batches).containsExactly("a=1");
	}

	@Test
	void whatCannotBeDecodedIsADeadLetterAtOnce() {
		append("a", "unreadable");
		append("b", "2");
		worker("one").start();
		this.time.pass(LINGER);
		assertThat(letters()).extracting(DeadLetter::key).containsExactly("cache:a");
		assertThat(this.writer.batches).containsExactly("b=2");
	}

	@Test
	void oneNodeWritesAndAnotherGoesOnWhenItDied() {
		FakeCoordination dying = coordination("one");
		worker(dying, Runnable::run).start();
		worker("two").start();
		append("a", "1");
		this.time.pass(Duration.ofSeconds(1));
		assertThat(this.writer.batches).containsExactly("a=1");
		// It can no longer prolong its election, and must not write when that is over.
		dying.reachable(false);
		this.time.pass(Duration.ofSeconds(12));
		append("a", "2");
		append("b", "3");
		this.time.pass(Duration.ofSeconds(1));
		assertThat(this.writer.batches).containsExactly("a=1", "a=2 b=3");
	}

	@Test
	void nodeThatIsCutOffNoLongerTellsHowTheQueueStood() {
		append("b", "bad");
		worker("one").start();
		this.time.pass(Duration.ofMinutes(1));
		assertThat(this.statistics.seen()).extracting(Taken::deadLetters).isEqualTo(1L);
		this.queue.reachable(false);
		this.time.pass(Duration.ofSeconds(2));
		assertThat(this.statistics.seen()).isNull();
		this.queue.reachable(true);
		this.time.pass(Duration.ofSeconds(2));
		assertThat(this.statistics.seen()).extracting(Taken::deadLetters).isEqualTo(1L);
	}

	@Test
	void nodeThatWasPausedBeyondItsElectionDoesNotCallTheWriter() {
		append("a", "1");
		AtomicInteger triedBefore = new AtomicInteger(-1);
		this.queue.whileTaking(() -> {
			this.time.stop(Duration.ofSeconds(6));
			this.queue.whileTaking(() -> triedBefore.set(this.writer.tries));
		});
		worker("one").start();
		this.time.pass(Duration.ofSeconds(10));
		assertThat(triedBefore).as("tries when it looked again").hasValue(0);
		assertThat(this.writer.batches).containsExactly("a=1");
	}

	@Test
	void whatADeadWorkerDidNotAcknowledgeIsWrittenAgain() {
		append("a", "1");
		this.writer.meanwhile(() -> this.queue.reachable(false));
		worker("one").start();
		this.time.pass(Duration.ofMillis(1));
		assertThat(this.writer.batches).containsExactly("a=1");
		this.queue.reachable(true);
		this.time.pass(Duration.ofSeconds(2));
		assertThat(this.writer.batches).containsExactly("a=1", "a=1");
		assertThat(this.writer.tokens.get(0)).isEqualTo(this.writer.tokens.get(1));
		assertThat(waiting()).isZero();
	}

	@Test
	void stoppingWorkerWritesWhatWaitsAndMakesRoomForAnother() {
		WriteBehindWorker worker = worker("one");
		worker.start();
		this.time.pass(Duration.ofMillis(1));
		for (int i = 0; i < 8; i++) {
			append("k" + i, "v");
		}
		CompletionStage<Void> stopped = worker.stop(Duration.ofSeconds(5));
		assertThat(stopped.toCompletableFuture()).isCompleted();
		assertThat(waiting()).isZero();
		append("a", "1");
		worker("two").start();
		this.time.pass(Duration.ofMillis(1));
		assertThat(this.writer.batches).last().isEqualTo("a=1");
	}

	@Test
	void workerThatIsStoppedWhileItsSourceIsAwayLeavesTheRestToAnother() {
		WriteBehindWorker worker = worker("one");
		worker.start();
		this.time.pass(Duration.ofMillis(1));
		append("a", "1");
		this.writer.failing = 1;
		assertThat(worker.stop(Duration.ofSeconds(5)).toCompletableFuture()).isCompleted();
		assertThat(waiting()).isEqualTo(1);
		worker("two").start();
		this.time.pass(Duration.ofMillis(1));
		assertThat(this.writer.batches).containsExactly("a=1");
	}

	@Test
	void writerThatDoesNotReturnIsNotWaitedForLongerThanItMayBe() {
		List<Runnable> held = new ArrayList<>();
		WriteBehindWorker worker = worker(coordination("one"), held::add);
		worker.start();
		this.time.pass(Duration.ofMillis(1));
		assertThat(held).hasSize(1);
		CompletableFuture<Void> stopped = worker.stop(Duration.ofSeconds(5)).toCompletableFuture();
		this.time.pass(Duration.ofMillis(4_999));
		assertThat(stopped).isNotDone();
		this.time.pass(Duration.ofMillis(1));
		assertThat(stopped).isCompleted();
	}

	private void assertTries(long laterMillis, int tries) {
		this.time.pass(Duration.ofMillis(laterMillis));
		assertThat(this.writer.tries).isEqualTo(tries);
	}

	private FakeCoordination coordination(String node) {
		return new FakeCoordination(this.server, node);
	}

	private WriteBehindWorker worker(String node) {
		return worker(coordination(node), Runnable::run);
	}

	private WriteBehindWorker worker(FakeCoordination coordination, Executor executor) {
		BehindCache cache = new BehindCache("cache", this.queue, this.writer, WriteBehindWorkerTests::decode,
				this.statistics);
		return new WriteBehindWorker(cache, SETTINGS, new WriteBehindWorker.Runtime(coordination, (invalidation) -> {
			this.evicted.addAll(invalidation.targets());
			return CompletableFuture.completedFuture(null);
		}, this.time, executor, this.time));
	}

	private static Object decode(byte[] value) {
		String text = new String(value, StandardCharsets.UTF_8);
		if (text.equals("unreadable")) {
			throw new IllegalStateException("unreadable");
		}
		return text;
	}

	private void append(String key, String value) {
		this.queue.append("cache:" + key, value.getBytes(StandardCharsets.UTF_8), 100).toCompletableFuture().join();
	}

	private long waiting() {
		return this.queue.take(100).toCompletableFuture().join().length();
	}

	private List<DeadLetter> letters() {
		return this.queue.deadLetters(10).toCompletableFuture().join();
	}

	/** Writes to a list, and refuses bad values. */
	private static final class RecordingWriter implements WriteBehindWriter<String> {

		private final List<String> batches = new ArrayList<>();

		private final List<Long> tokens = new ArrayList<>();

		private int tries;

		private int failing;

		private Runnable meanwhile = () -> {
		};

		/** Does something once, while a batch is written. */
		void meanwhile(Runnable action) {
			this.meanwhile = action;
		}

		@Override
		public String cacheName() {
			return "cache";
		}

		@Override
		public void write(List<PendingWrite<String>> batch) {
			this.tries++;
			if (this.failing > 0) {
				this.failing--;
				throw new IllegalStateException("the source is away");
			}
			if (batch.stream().anyMatch((write) -> write.value().equals("bad"))) {
				throw new IllegalArgumentException("bad value");
			}
			this.batches.add(String.join(" ",
					batch.stream()
						.map((each) -> each.key().substring("cache:".length()) + "=" + each.value())
						.toList()));
			batch.forEach((write) -> this.tokens.add(write.token()));
			Runnable action = this.meanwhile;
			this.meanwhile = () -> {
			};
			action.run();
		}

	}

}
