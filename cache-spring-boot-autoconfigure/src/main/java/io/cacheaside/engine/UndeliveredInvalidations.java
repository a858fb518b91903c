package io.cacheaside.engine;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.cacheaside.InvalidationTarget;

/**
 * Invalidations that the remote tier has not acknowledged. They are retried in order
 * until it has; while there is one, this node trusts nothing that the remote tier holds.
 * Past the bound they are widened to one invalidation of everything, never dropped. They
 * are lost only if the process ends first.
 */
final class UndeliveredInvalidations {

	static final int BOUND = 1_000;

	static final Duration RETRY_INTERVAL = Duration.ofMillis(200);

	private static final Logger logger = LoggerFactory.getLogger(UndeliveredInvalidations.class);

	private final ReentrantLock lock = new ReentrantLock();

	private final Deque<Invalidation> queue = new ArrayDeque<>();

	private final Function<Invalidation, CompletionStage<?>> delivery;

	private final ScheduledExecutorService scheduler;

	private volatile int size;

	UndeliveredInvalidations(Function<Invalidation, CompletionStage<?>> delivery, ScheduledExecutorService scheduler) {
		this.delivery = delivery;
		this.scheduler = scheduler;
	}

	boolean isEmpty() {
		return this.size == 0;
	}

	int size() {
		return this.size;
	}

	/**
	 * Keeps an invalidation, and starts to retry if none was kept before.
	 */
	void add(Invalidation invalidation, Throwable failure) {
		boolean first;
		this.lock.lock();
		try {
			first = this.queue.isEmpty();
			if (this.queue.size() >= BOUND) {
				this.queue.clear();
				this.queue.add(Invalidation.of(new InvalidationTarget.Pattern("*")));
				logger.warn("More than {} undelivered invalidations; everything will be invalidated instead", BOUND);
			}
			else if (this.queue.size() < 2 || !invalidation.equals(this.queue.peekLast())) {
				// An equal one at the head may be on its way already, and too early for
				// this.
				this.queue.add(invalidation);
			}
			this.size = this.queue.size();
		}
		finally {
			this.lock.unlock();
		}
		if (first) {
			logger.warn("Redis has not acknowledged an invalidation; it is retried, and until it is delivered "
					+ "this node does not read from Redis: {}", failure.toString());
			retryLater();
		}
	}

	private void retryLater() {
		try {
			this.scheduler.schedule(this::deliverFirst, RETRY_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (RejectedExecutionException ex) {
			close();
		}
	}

	/** Tells what is lost because the application stops. */
	void close() {
		if (!isEmpty()) {
			logger.error("The application stops with {} undelivered invalidations; other nodes may read what they "
					+ "name until its time to live is over", this.size);
		}
	}

	private void deliverFirst() {
		Invalidation first;
		this.lock.lock();
		try {
			first = this.queue.peekFirst();
		}
		finally {
			this.lock.unlock();
		}
		if (first != null) {
			this.delivery.apply(first).whenComplete((done, failure) -> delivered(first, failure == null));
		}
	}

	private void delivered(Invalidation invalidation, boolean acknowledged) {
		if (!acknowledged) {
			retryLater();
			return;
		}
		boolean empty;
		this.lock.lock();
		try {
			// It is no longer the first one if everything was widened meanwhile.
			if (invalidation == this.queue.peekFirst()) {
				this.queue.removeFirst();
			}
			this.size = this.queue.size();
			// Decided here: whoever finds the queue empty starts anew.
			empty = this.queue.isEmpty();
		}
		finally {
			this.lock.unlock();
		}
		if (empty) {
			logger.info("All invalidations are delivered; this node reads from Redis again");
		}
		else {
			deliverFirst();
		}
	}

}
