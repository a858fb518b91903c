package io.cacheaside.engine;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;

/**
 * How many loads run at once: those over the limit wait in the order in which they came,
 * and need no thread for it. Safe for use by many threads.
 */
final class LoadLimit {

	private static final CompletableFuture<Void> AT_ONCE = CompletableFuture.completedFuture(null);

	private final int maximum;

	private final ReentrantLock lock = new ReentrantLock();

	private final Deque<CompletableFuture<Void>> waiting = new ArrayDeque<>();

	private int running;

	/**
	 * Creates the limit.
	 * @param maximum how many run at once; 0 for any number
	 */
	LoadLimit(int maximum) {
		this.maximum = maximum;
	}

	/**
	 * Takes a place, or waits for one.
	 * @return completes when the place is had, which is given back by {@link #leave()};
	 * on the thread of whoever leaves
	 */
	CompletableFuture<Void> enter() {
		if (this.maximum == 0) {
			return AT_ONCE;
		}
		this.lock.lock();
		try {
			if (this.running < this.maximum) {
				this.running++;
				return AT_ONCE;
			}
			CompletableFuture<Void> place = new CompletableFuture<>();
			this.waiting.add(place);
			return place;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Takes a place if there is one.
	 * @return whether it is had
	 */
	boolean tryEnter() {
		CompletableFuture<Void> place = enter();
		if (!place.isDone()) {
			withdraw(place);
			return false;
		}
		return true;
	}

	/**
	 * Stops waiting.
	 * @param place what {@link #enter()} gave; given back if it was had meanwhile
	 */
	void withdraw(CompletableFuture<Void> place) {
		if (!place.cancel(false)) {
			leave();
			return;
		}
		this.lock.lock();
		try {
			this.waiting.remove(place);
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Gives a place back, to whoever has waited longest. */
	void leave() {
		if (this.maximum == 0) {
			return;
		}
		CompletableFuture<Void> next;
		do {
			this.lock.lock();
			try {
				next = this.waiting.poll();
				if (next == null) {
					this.running--;
				}
			}
			finally {
				this.lock.unlock();
			}
		}
		while (next != null && !next.complete(null));
	}

	/**
	 * How many wait for a place.
	 */
	int waiting() {
		this.lock.lock();
		try {
			return this.waiting.size();
		}
		finally {
			this.lock.unlock();
		}
	}

}
