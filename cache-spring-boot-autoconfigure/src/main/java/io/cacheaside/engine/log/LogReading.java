package io.cacheaside.engine.log;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.cacheaside.Position;

/**
 * Reads what follows the last entry applied, and applies it. Where nothing is missing and
 * nothing is left, this proves that the node was current when the request was sent. Safe
 * for use by many threads; what an exchange found is void if the log was loaded
 * meanwhile. Answers are worked on by the executor, since local tiers may have to be
 * walked over.
 */
final class LogReading {

	/** Counts exchanges that failed. */
	final LongAdder failures = new LongAdder();

	private final InvalidationLog log;

	private final AppliedLog applied;

	private final Currency currency;

	private final Duration retention;

	private final LogFollower.Runtime runtime;

	private final BiConsumer<Standing, Gap> onGap;

	private volatile LogState shown = new LogState(LogCursor.NONE, Position.NONE, Position.NONE, 0);

	LogReading(InvalidationLog log, AppliedLog applied, Currency currency, Duration retention,
			LogFollower.Runtime runtime, BiConsumer<Standing, Gap> onGap) {
		this.log = log;
		this.applied = applied;
		this.currency = currency;
		this.retention = retention;
		this.runtime = runtime;
		this.onGap = onGap;
	}

	/** What one exchange led to. */
	enum Outcome {

		/** All of it is applied. */
		CURRENT,

		/** There is more to be read. */
		MORE,

		/** This node cannot go on; the log is being loaded. */
		VOID

	}

	/** The log as the last answer showed it. */
	LogState shown() {
		return this.shown;
	}

	void show(LogState state) {
		this.shown = state;
	}

	/** Reads once. */
	CompletionStage<Outcome> read() {
		Standing from = this.applied.standing();
		long sentAt = now();
		return exchange(() -> this.log.read(from.applied())).thenApplyAsync((page) -> take(from, page, sentAt),
				this.runtime.executor());
	}

	/**
	 * Sends something, and notes whether Redis answers.
	 * @param <T> what is answered
	 * @param request sends
	 * @return the answer
	 */
	<T> CompletionStage<T> exchange(Supplier<CompletionStage<T>> request) {
		this.currency.asked(now());
		return sent(request).whenComplete((answer, failure) -> note(failure));
	}

	/**
	 * Waits for what follows an entry, and notes whether Redis answers in time.
	 * @param from where this node is
	 * @param limit the longest wait
	 * @return the entries
	 */
	CompletionStage<List<LogEntry>> await(Standing from, Duration limit) {
		this.currency.awaiting(now() + limit.toNanos());
		return sent(() -> this.log.await(from.applied(), limit)).whenComplete((entries, failure) -> {
			this.currency.awaited();
			note(failure);
		});
	}

	private void note(@Nullable Throwable failure) {
		if (failure == null || unwrap(failure) instanceof LogRefusedException) {
			this.currency.answered(now());
		}
		else {
			this.currency.asked(now());
		}
		if (failure != null) {
			this.failures.increment();
		}
	}

	private static <T> CompletionStage<T> sent(Supplier<CompletionStage<T>> request) {
		try {
			return request.get();
		}
		catch (RuntimeException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	private Outcome take(Standing from, Optional<LogPage> page, long sentAt) {
		Optional<Gap> gap = Gap.between(from.applied(), page, this.retention);
		if (gap.isPresent() || page.isEmpty()) {
			this.onGap.accept(from, gap.orElse(Gap.NO_LOG));
			return Outcome.VOID;
		}
		boolean applied = this.applied.apply(from, page.get().entries());
		if (this.applied.standing().generation() != from.generation()) {
			return Outcome.VOID;
		}
		show(page.get().state());
		return (applied && page.get().complete() && this.applied.prove(from, page.get().state().end(), sentAt))
				? Outcome.CURRENT : Outcome.MORE;
	}

	private long now() {
		return this.runtime.nanoClock().getAsLong();
	}

	static Throwable unwrap(@Nullable Throwable failure) {
		Throwable cause = (failure instanceof CompletionException) ? failure.getCause() : null;
		return (cause != null) ? cause : (failure != null) ? failure : new NotFollowingException("closed");
	}

}
