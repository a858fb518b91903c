package io.cacheaside.write;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

import io.cacheaside.engine.Await;
import io.cacheaside.engine.Coordination;

/**
 * Whether this node is elected for a task. Once it is, the election is prolonged in the
 * background until this node resigns or cannot reach the server for a term. How long it
 * holds counts from before it was asked for, on the monotonic clock. Safe for use by many
 * threads.
 */
final class Election {

	/** After which a node that died is replaced. */
	static final Duration TERM = Duration.ofSeconds(5);

	/** How often an elected node asks again, and others ask for the first time. */
	static final Duration ASKED_EVERY = TERM.dividedBy(3);

	private final Coordination coordination;

	private final String task;

	private final ScheduledExecutorService scheduler;

	private final LongSupplier nanoClock;

	private final AtomicBoolean prolonging = new AtomicBoolean();

	private volatile long askedAt;

	private volatile boolean elected;

	private volatile boolean left;

	Election(Coordination coordination, String task, ScheduledExecutorService scheduler, LongSupplier nanoClock) {
		this.coordination = coordination;
		this.task = task;
		this.scheduler = scheduler;
		this.nanoClock = nanoClock;
	}

	/**
	 * Whether this node is elected now, as far as it can tell.
	 */
	boolean isHeld() {
		return this.elected && this.nanoClock.getAsLong() - this.askedAt < TERM.toNanos();
	}

	/**
	 * Stands for election, and waits for the result.
	 * @return whether this node is elected
	 * @throws RuntimeException if the server does not tell
	 */
	boolean seek() {
		boolean won = Await.await(ask());
		if (won && this.prolonging.compareAndSet(false, true)) {
			prolongLater();
		}
		return won;
	}

	private CompletionStage<Boolean> ask() {
		long now = this.nanoClock.getAsLong();
		return this.coordination.elect(this.task, TERM).thenApply((won) -> {
			this.askedAt = now;
			// An answer may come after this node has left.
			this.elected = won && !this.left;
			return won;
		});
	}

	private void prolongLater() {
		try {
			this.scheduler.schedule(this::prolong, ASKED_EVERY.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (RejectedExecutionException ex) {
			// The application stops; the election ends by itself.
			this.prolonging.set(false);
		}
	}

	private void prolong() {
		if (!isHeld()) {
			this.prolonging.set(false);
			// It may have been won anew in between, by somebody who left it to this.
			if (isHeld() && this.prolonging.compareAndSet(false, true)) {
				prolongLater();
			}
			return;
		}
		ask().whenComplete((won, failure) -> prolongLater());
	}

	/** Lets the election end when its term is over; this node does not stand again. */
	void abandon() {
		this.left = true;
		this.elected = false;
	}

	/**
	 * Gives the election back, so that another node can be elected at once.
	 * @return completes when the server knows, or cannot be told; never fails
	 */
	CompletionStage<Void> resign() {
		abandon();
		return this.coordination.resign(this.task).handle((done, failure) -> null);
	}

}
