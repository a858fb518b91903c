package io.cacheaside.engine.log;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * The answers of a log in a test: each kind can be held back, left out or preceded by
 * something, and all of them can fail.
 */
public abstract class LogAnswers {

	private static final Throwable NONE = new Throwable();

	/** What was called, in order. */
	public final List<String> calls = new ArrayList<>();

	private final Map<Call, Deque<Runnable>> held = new EnumMap<>(Call.class);

	private final Set<Call> hanging = EnumSet.noneOf(Call.class);

	private final Map<Call, Runnable> before = new EnumMap<>(Call.class);

	private Throwable failure = NONE;

	/** The kinds of calls. */
	public enum Call {

		/** {@link InvalidationLog#append}. */
		APPEND,
		/** {@link InvalidationLog#open}. */
		OPEN,
		/** {@link InvalidationLog#renew}. */
		RENEW,
		/** {@link InvalidationLog#read}. */
		READ,
		/** {@link InvalidationLog#await}. */
		AWAIT,
		/** {@link InvalidationLog#markers}. */
		MARKERS,
		/** {@link InvalidationLog#replay}. */
		REPLAY,
		/** {@link InvalidationLog#announce}. */
		ANNOUNCE,
		/** {@link InvalidationLog#forget}. */
		FORGET,
		/** {@link InvalidationLog#elect}. */
		ELECT

	}

	/**
	 * Answers calls of a kind as of when they came, but only once released.
	 * @param call the kind
	 */
	public final void hold(Call call) {
		this.held.put(call, new ArrayDeque<>());
	}

	/**
	 * Gives the answers held back.
	 * @param call the kind
	 */
	public final void release(Call call) {
		Deque<Runnable> answers = this.held.remove(call);
		if (answers != null) {
			answers.forEach(Runnable::run);
		}
	}

	/**
	 * Does not answer calls of a kind any more, as over half a connection.
	 * @param call the kind
	 */
	public final void hang(Call call) {
		this.hanging.add(call);
	}

	/**
	 * Does something right before the next call of a kind.
	 * @param call the kind
	 * @param action what to do
	 */
	public final void before(Call call, Runnable action) {
		this.before.put(call, action);
	}

	/**
	 * Fails every call from now on.
	 */
	final void answerWith(Throwable reason) {
		this.failure = reason;
	}

	/**
	 * Fails no call any more.
	 */
	final void answerAgain() {
		this.failure = NONE;
	}

	/**
	 * Answers a call now, later or never.
	 */
	final <T> CompletionStage<T> answer(Call call, Supplier<T> work) {
		Runnable first = this.before.remove(call);
		if (first != null) {
			first.run();
		}
		this.calls.add(call.name());
		if (this.hanging.contains(call)) {
			return new CompletableFuture<>();
		}
		CompletableFuture<T> reply = new CompletableFuture<>();
		Throwable reason = this.failure;
		T value = (reason == NONE) ? work.get() : null;
		Runnable answer = () -> {
			if (reason == NONE) {
				reply.complete(value);
			}
			else {
				reply.completeExceptionally(reason);
			}
		};
		Deque<Runnable> later = this.held.get(call);
		if (later != null) {
			later.add(answer);
		}
		else {
			answer.run();
		}
		return reply;
	}

}
