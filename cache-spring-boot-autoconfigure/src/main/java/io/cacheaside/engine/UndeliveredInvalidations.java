package io.cacheaside.engine;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.Position;
import io.cacheaside.engine.marker.Barrier;
import io.cacheaside.engine.marker.MarkerIndex;

/**
 * Invalidations that are not acknowledged. Each is in force on this node by its barrier.
 * They are retried in order until they are delivered whole; while there is one, this node
 * trusts nothing that the remote tier holds. An equal one that waits already is not kept
 * twice. Past the bound they are widened to one invalidation of everything, never
 * dropped. They are lost only if the process ends first. Safe for use by many threads.
 */
final class UndeliveredInvalidations {

	static final int BOUND = 1_000;

	static final Duration RETRY_INTERVAL = Duration.ofMillis(200);

	private static final Logger logger = LoggerFactory.getLogger(UndeliveredInvalidations.class);

	/** Where a barrier goes that a wider one stands for: leaves no marker. */
	private static final Position NOWHERE = Position.NONE;

	private static final Invalidation EVERYTHING = Invalidation.of(new InvalidationTarget.Pattern("*"));

	private final ReentrantLock lock = new ReentrantLock();

	private final Deque<Kept> queue = new ArrayDeque<>();

	private final Function<Invalidation, CompletionStage<Position>> delivery;

	private final MarkerIndex index;

	private final ScheduledExecutorService scheduler;

	private volatile int size;

	/**
	 * Creates an empty queue.
	 * @param delivery delivers an invalidation whole, and tells where it stands
	 * @param index where barriers stand
	 * @param scheduler runs the retries
	 */
	UndeliveredInvalidations(Function<Invalidation, CompletionStage<Position>> delivery, MarkerIndex index,
			ScheduledExecutorService scheduler) {
		this.delivery = delivery;
		this.index = index;
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
	 * @param added what was not delivered
	 * @param failure why it was not delivered
	 */
	void add(Kept added, Throwable failure) {
		boolean first;
		this.lock.lock();
		try {
			first = this.queue.isEmpty();
			keep(added);
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

	private void keep(Kept added) {
		// The head may be on its way already, and too early for this.
		Kept head = this.queue.peekFirst();
		for (Kept kept : this.queue) {
			boolean covers = kept.invalidation().equals(added.invalidation()) || kept.invalidation().equals(EVERYTHING);
			if (kept != head && covers) {
				kept.standFor(added);
				return;
			}
		}
		if (this.queue.size() < BOUND) {
			this.queue.add(added);
			return;
		}
		Kept everything = new Kept(EVERYTHING, this.index.raise(EVERYTHING.targets()), new CompletableFuture<>());
		everything.standFor(added);
		// The head goes on, since it may be on its way.
		this.queue.removeIf((kept) -> {
			if (kept != head) {
				everything.standFor(kept);
			}
			return kept != head;
		});
		this.queue.add(everything);
		logger.warn("More than {} undelivered invalidations; everything will be invalidated instead", BOUND);
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
		Kept first;
		this.lock.lock();
		try {
			first = this.queue.peekFirst();
		}
		finally {
			this.lock.unlock();
		}
		if (first != null) {
			this.delivery.apply(first.invalidation()).whenComplete((position, failure) -> {
				if (failure != null) {
					retryLater();
				}
				else {
					delivered(first, position);
				}
			});
		}
	}

	private void delivered(Kept delivered, Position position) {
		boolean empty;
		boolean first;
		this.lock.lock();
		try {
			first = delivered == this.queue.peekFirst();
			if (first) {
				this.queue.removeFirst();
				delivered.barrier().lowerTo(position);
			}
			this.size = this.queue.size();
			// Decided here: whoever finds the queue empty starts anew.
			empty = this.queue.isEmpty();
		}
		finally {
			this.lock.unlock();
		}
		if (first) {
			delivered.stand(position);
		}
		if (empty) {
			logger.info("All invalidations are delivered; this node reads from Redis again");
		}
		else {
			deliverFirst();
		}
	}

	/**
	 * One that waits, and tells where it stands once it is delivered. As an element of
	 * the queue it is equal only to itself. Changed under the lock of the queue.
	 */
	static final class Kept {

		private final Invalidation invalidation;

		private final Barrier barrier;

		private final List<CompletableFuture<Position>> stands = new ArrayList<>();

		/**
		 * Creates one.
		 * @param invalidation what became invalid
		 * @param barrier holds it in force until it is delivered
		 * @param stands is told where it stands once it is delivered
		 */
		Kept(Invalidation invalidation, Barrier barrier, CompletableFuture<Position> stands) {
			this.invalidation = invalidation;
			this.barrier = barrier;
			this.stands.add(stands);
		}

		Invalidation invalidation() {
			return this.invalidation;
		}

		Barrier barrier() {
			return this.barrier;
		}

		/** Takes the place of another one: that is delivered when this is. */
		void standFor(Kept other) {
			other.barrier.lowerTo(NOWHERE);
			this.stands.addAll(other.stands);
		}

		void stand(Position position) {
			this.stands.forEach((each) -> each.complete(position));
		}

	}

}
