package io.cacheaside.redis;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/**
 * The longest wait for each of many answers, the same for all. A timer for each answer
 * would wake a thread and take a lock twice for each, which a fast server makes most of
 * the work; here one look at the clock is all that an answer in time costs.
 * <ol>
 * <li>Since all limits are equal, answers are due in the order of their questions: they
 * wait in a queue.</li>
 * <li>Who asks takes answered questions off the head of the queue, more than he
 * adds.</li>
 * <li>One alarm at a time is set, to when the head is due. When it rings, what is overdue
 * fails with a {@link TimeoutException}, and the alarm is set anew while anything
 * waits.</li>
 * </ol>
 * The future of a question itself fails when the time is over, so that the driver does
 * not send the command any more if it still has it. Safe for use by many threads.
 */
final class TimeLimit {

	private final Queue<Question> questions = new ConcurrentLinkedQueue<>();

	private final AtomicBoolean alarmed = new AtomicBoolean();

	private final Duration duration;

	private final LongSupplier nanoClock;

	private final Alarm alarm;

	/**
	 * Creates a limit.
	 * @param duration the longest wait
	 */
	TimeLimit(Duration duration) {
		this(duration, System::nanoTime,
				(delayNanos, action) -> CompletableFuture
					.delayedExecutor(delayNanos, TimeUnit.NANOSECONDS, Runnable::run)
					.execute(action));
	}

	TimeLimit(Duration duration, LongSupplier nanoClock, Alarm alarm) {
		this.duration = duration;
		this.nanoClock = nanoClock;
		this.alarm = alarm;
	}

	/** The longest wait. */
	Duration duration() {
		return this.duration;
	}

	/**
	 * Limits the wait for an answer.
	 * @param <T> the type of the answer
	 * @param answer the answer
	 * @return the same future, which fails with a {@link TimeoutException} when the time
	 * is over
	 */
	<T> CompletableFuture<T> apply(CompletableFuture<T> answer) {
		if (answer.isDone()) {
			return answer;
		}
		this.questions.add(new Question(answer, this.nanoClock.getAsLong() + this.duration.toNanos()));
		if (removeAnswered()) {
			removeAnswered();
		}
		if (!this.alarmed.get() && this.alarmed.compareAndSet(false, true)) {
			this.alarm.set(this.duration.toNanos(), this::ring);
		}
		return answer;
	}

	/** How many questions are kept, answered ones included. */
	int size() {
		return this.questions.size();
	}

	private boolean removeAnswered() {
		Question first = this.questions.peek();
		// Others remove too, so that the first one may be another one by now.
		return first != null && first.answer().isDone() && this.questions.remove(first);
	}

	private void ring() {
		while (true) {
			Question first = this.questions.peek();
			if (first == null) {
				this.alarmed.set(false);
				if (this.questions.isEmpty() || !this.alarmed.compareAndSet(false, true)) {
					return;
				}
				continue;
			}
			long left = first.dueNanos() - this.nanoClock.getAsLong();
			if (!first.answer().isDone() && left > 0) {
				this.alarm.set(left, this::ring);
				return;
			}
			if (this.questions.remove(first)) {
				first.answer().completeExceptionally(new TimeoutException());
			}
		}
	}

	/** Rings once. */
	interface Alarm {

		void set(long delayNanos, Runnable action);

	}

	private record Question(CompletableFuture<?> answer, long dueNanos) {
	}

}
