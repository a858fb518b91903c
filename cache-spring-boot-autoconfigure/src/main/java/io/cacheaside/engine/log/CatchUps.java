package io.cacheaside.engine.log;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Lets many callers share the exchanges that bring this node to the end of the log. One
 * is under way at most; who comes while it is shares the next one, since the answer on
 * its way may be older than his question. Safe for use by many threads.
 */
final class CatchUps {

	private final ReentrantLock lock = new ReentrantLock();

	private final Supplier<CompletionStage<LogReading.Outcome>> reading;

	private @Nullable CompletableFuture<Void> running;

	private @Nullable CompletableFuture<Void> waiting;

	CatchUps(Supplier<CompletionStage<LogReading.Outcome>> reading) {
		this.reading = reading;
	}

	/** Reads up to the end as it is at some moment after this call. */
	CompletionStage<Void> request() {
		CompletableFuture<Void> mine;
		this.lock.lock();
		try {
			if (this.running != null) {
				this.waiting = (this.waiting != null) ? this.waiting : new CompletableFuture<>();
				return this.waiting.minimalCompletionStage();
			}
			mine = new CompletableFuture<>();
			this.running = mine;
		}
		finally {
			this.lock.unlock();
		}
		read(mine);
		return mine.minimalCompletionStage();
	}

	private void read(CompletableFuture<Void> mine) {
		this.reading.get().whenComplete((outcome, failure) -> {
			if (failure == null && outcome == LogReading.Outcome.MORE) {
				read(mine);
				return;
			}
			next();
			if (failure != null) {
				mine.completeExceptionally(LogReading.unwrap(failure));
			}
			else if (outcome == LogReading.Outcome.VOID) {
				mine.completeExceptionally(new NotFollowingException("the log has to be loaded first"));
			}
			else {
				mine.complete(null);
			}
		});
	}

	private void next() {
		CompletableFuture<Void> following;
		this.lock.lock();
		try {
			following = this.waiting;
			this.running = following;
			this.waiting = null;
		}
		finally {
			this.lock.unlock();
		}
		if (following != null) {
			read(following);
		}
	}

}
