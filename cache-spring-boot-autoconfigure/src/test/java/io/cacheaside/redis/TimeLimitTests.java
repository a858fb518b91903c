package io.cacheaside.redis;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TimeLimitTests {

	private static final Duration LIMIT = Duration.ofMillis(500);

	private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - LIMIT.toNanos() / 2);

	private final Deque<Alarm> alarms = new ArrayDeque<>();

	private final TimeLimit limit = new TimeLimit(LIMIT, this.nanos::get,
			(delay, action) -> this.alarms.add(new Alarm(this.nanos.get() + delay, action)));

	@Test
	void answerInTimeIsGivenOn() {
		CompletableFuture<String> answer = new CompletableFuture<>();
		assertThat(this.limit.apply(answer)).isSameAs(answer);
		answer.complete("answer");
		pass(LIMIT.multipliedBy(2));
		assertThat(answer).isCompletedWithValue("answer");
		assertThat(this.alarms).isEmpty();
	}

	@Test
	void answerThatIsMissingFailsWhenItsOwnTimeIsOver() {
		CompletableFuture<String> first = this.limit.apply(new CompletableFuture<>());
		pass(Duration.ofMillis(200));
		CompletableFuture<String> second = this.limit.apply(new CompletableFuture<>());
		pass(Duration.ofMillis(299));
		assertThat(first).isNotDone();
		pass(Duration.ofMillis(1));
		assertThat(first).failsWithin(Duration.ZERO)
			.withThrowableOfType(ExecutionException.class)
			.withCauseInstanceOf(TimeoutException.class);
		assertThat(second).isNotDone();
		pass(Duration.ofMillis(200));
		assertThat(second).isCompletedExceptionally();
		assertThat(this.limit.size()).isZero();
		assertThat(this.alarms).isEmpty();
	}

	@Test
	void limitBeginsAnewAfterNothingWaited() {
		this.limit.apply(new CompletableFuture<>());
		pass(LIMIT);
		assertThat(this.alarms).isEmpty();
		CompletableFuture<String> later = this.limit.apply(new CompletableFuture<>());
		pass(LIMIT);
		assertThat(later).isCompletedExceptionally();
	}

	@Test
	void answeredQuestionsAreNotKept() {
		for (int i = 0; i < 1000; i++) {
			this.limit.apply(new CompletableFuture<>()).complete(null);
		}
		assertThat(this.limit.size()).isLessThanOrEqualTo(1);
		assertThat(this.alarms).hasSize(1);
	}

	@Test
	void questionsThatWaitedBehindAnotherOneAreTakenOffWhenThatIsAnswered() {
		CompletableFuture<Object> slow = this.limit.apply(new CompletableFuture<>());
		for (int i = 0; i < 1000; i++) {
			this.limit.apply(new CompletableFuture<>()).complete(null);
		}
		assertThat(this.limit.size()).isEqualTo(1001);
		slow.complete(null);
		for (int i = 0; i < 1000; i++) {
			this.limit.apply(new CompletableFuture<>()).complete(null);
		}
		assertThat(this.limit.size()).isLessThanOrEqualTo(2);
	}

	@Test
	void answerThatIsThereAlreadyNeedsNoAlarm() {
		this.limit.apply(CompletableFuture.completedFuture("answer"));
		assertThat(this.alarms).isEmpty();
	}

	@Test
	void unansweredQuestionsOfManyThreadsAllFail() {
		TimeLimit shared = new TimeLimit(Duration.ofMillis(20));
		List<CompletableFuture<Object>> unanswered = new ArrayList<>();
		List<CompletableFuture<Void>> threads = Stream.generate(() -> CompletableFuture.runAsync(() -> {
			for (int i = 0; i < 2_000; i++) {
				CompletableFuture<Object> question = shared.apply(new CompletableFuture<>());
				if (i % 10 != 0) {
					question.complete(null);
				}
				else {
					synchronized (unanswered) {
						unanswered.add(question);
					}
				}
			}
		})).limit(4).toList();
		threads.forEach(CompletableFuture::join);
		assertThat(unanswered).hasSize(800)
			.allSatisfy((question) -> assertThat(question.handle((value, failure) -> failure))
				.succeedsWithin(10, TimeUnit.SECONDS)
				.isInstanceOf(TimeoutException.class));
	}

	private void pass(Duration duration) {
		long end = this.nanos.get() + duration.toNanos();
		while (!this.alarms.isEmpty() && this.alarms.element().due() - end <= 0) {
			Alarm alarm = this.alarms.remove();
			this.nanos.set(alarm.due());
			alarm.action().run();
		}
		this.nanos.set(end);
	}

	private record Alarm(long due, Runnable action) {
	}

}
