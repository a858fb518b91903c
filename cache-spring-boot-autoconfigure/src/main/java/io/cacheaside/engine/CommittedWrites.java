package io.cacheaside.engine;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.engine.KeptWrites.Attempt;
import io.cacheaside.engine.KeptWrites.Committed;
import io.cacheaside.engine.KeptWrites.Ended;
import io.cacheaside.engine.KeptWrites.Sending;
import io.cacheaside.engine.queue.Made;
import io.cacheaside.engine.queue.WriteQueue;
import io.cacheaside.key.CacheKey;

/**
 * Brings what transactions have committed into the queue of one cache.
 * <ol>
 * <li>A committed write is appended, beyond the limit of the queue. Of one key, one is on
 * its way at a time; those that come meanwhile follow, the newest for all.</li>
 * <li>If the queue does not acknowledge it, it is kept, up to as many keys as may wait in
 * the queue; beyond that it is lost.</li>
 * <li>What is kept is sent again until it is acknowledged, one key after the other, in
 * turn, with pauses that double. It may be in the queue already, and somebody else may
 * have written its key since: then the queue leaves that as it is.</li>
 * <li>Then its key is evicted, since other nodes may have cached what its source had
 * meanwhile; after that, it is no longer kept.</li>
 * <li>Who writes the same key without a transaction waits for the attempt that is under
 * way, or for a new one, and fails if that does.</li>
 * </ol>
 * What is kept when the application stops is tried for a while, then it is lost. Safe for
 * use by many threads.
 */
final class CommittedWrites {

	static final Duration FIRST_PAUSE = Duration.ofMillis(200);

	static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

	private static final Logger logger = LoggerFactory.getLogger(CommittedWrites.class);

	private static final int NAMED = 10;

	private final RegionParts parts;

	private final KeptWrites kept;

	private final Invalidations invalidations;

	/** Whether what is kept is being sent, or is going to be. */
	private final AtomicBoolean retrying = new AtomicBoolean();

	private final CompletableFuture<Void> delivered = new CompletableFuture<>();

	private volatile Duration pause = FIRST_PAUSE;

	private volatile @Nullable ScheduledFuture<?> next;

	private volatile boolean stopping;

	private volatile boolean closed;

	CommittedWrites(RegionParts parts, KeptWrites kept, Invalidations invalidations) {
		this.parts = parts;
		this.kept = kept;
		this.invalidations = invalidations;
	}

	/**
	 * Queues a write, or keeps it.
	 * @return whether the queue has it, or a newer one of the key; never fails
	 */
	CompletionStage<Boolean> queue(CacheKey key, byte[] value) {
		return go(this.kept.add(key, value));
	}

	/**
	 * Lets a later write of a key not come before those that are here.
	 * @return completes when they are queued; fails if one could not be
	 */
	CompletionStage<Void> before(CacheKey key) {
		// What is here by now is in the attempt under way, or in the next one.
		return before(key, 2);
	}

	private CompletionStage<Void> before(CacheKey key, int attempts) {
		Attempt attempt = (attempts > 0) ? this.kept.attempt(key) : null;
		if (attempt == null) {
			return CompletableFuture.completedFuture(null);
		}
		return go(attempt).thenCompose((queued) -> queued ? before(key, attempts - 1) : CompletableFuture
			.failedFuture(new RemoteTierDisconnectedException("an earlier write of the key is not queued yet")));
	}

	/**
	 * Hurries, since the application stops.
	 * @param grace how long at most
	 * @return completes when nothing is kept, or the time is over
	 */
	CompletionStage<Void> deliver(Duration grace) {
		this.stopping = true;
		if (this.kept.size() == 0) {
			return CompletableFuture.completedFuture(null);
		}
		Runnable end = () -> this.delivered.complete(null);
		try {
			this.parts.ports().scheduler().schedule(end, grace.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (RejectedExecutionException ex) {
			this.delivered.complete(null);
		}
		ScheduledFuture<?> waiting = this.next;
		if (waiting != null && waiting.cancel(false)) {
			retry();
		}
		return this.delivered;
	}

	/** Tells what is lost because the application stops. */
	void close() {
		if (this.closed) {
			return;
		}
		this.closed = true;
		List<String> lost = this.kept.close();
		if (!lost.isEmpty()) {
			logger.error(
					"The application stops; {} committed writes of the cache '{}' are lost, since Redis has not "
							+ "acknowledged them: {}{}",
					lost.size(), name(), lost.subList(0, Math.min(NAMED, lost.size())),
					(lost.size() > NAMED) ? " and others" : "");
		}
	}

	private String name() {
		return this.parts.settings().name();
	}

	private CompletionStage<Boolean> go(Attempt attempt) {
		Sending sending = attempt.toSend();
		if (sending != null) {
			append(sending).thenCompose((done) -> evict(sending))
				.whenComplete((done, failure) -> ended(sending, failure));
		}
		return attempt.outcome();
	}

	private CompletionStage<Void> append(Sending sending) {
		try {
			WriteQueue queue = Objects.requireNonNull(this.parts.ports().queues().queue(name()));
			return this.parts.ports()
				.remote()
				.preceded(() -> sending.again() ? appendLate(queue, sending) : appendFirst(queue, sending))
				.thenAccept(this.kept::queued);
		}
		catch (RuntimeException ex) {
			// The key would never be tried again.
			return CompletableFuture.failedFuture(ex);
		}
	}

	private CompletionStage<Long> appendFirst(WriteQueue queue, Sending sending) {
		return queue.append(sending.key().logical(), sending.committed().value(), Integer.MAX_VALUE)
			.thenApply((token) -> token.orElse(0));
	}

	private CompletionStage<Long> appendLate(WriteQueue queue, Sending sending) {
		Committed committed = sending.committed();
		Made made = new Made(this.parts.observer().since(committed.since()), committed.after());
		return queue.appendLate(sending.key().logical(), committed.value(), made);
	}

	/**
	 * Is in force on this node, and kept there if it is not acknowledged. What was never
	 * kept is put into the cache instead.
	 */
	private CompletionStage<Void> evict(Sending sending) {
		if (!sending.again()) {
			return CompletableFuture.completedFuture(null);
		}
		InvalidationTarget target = new InvalidationTarget.Key(name(), sending.key().logical());
		return this.invalidations.now(Invalidation.of(target)).handle((removed, failure) -> null);
	}

	private void ended(Sending sending, @Nullable Throwable failure) {
		Ended ended = this.kept.ended(sending, failure == null);
		if (failure != null) {
			failed(sending.key(), ended.lost(), Await.unwrap(failure));
		}
		Attempt again = ended.again();
		if (again != null) {
			go(again);
		}
		ended.tell();
	}

	private void failed(CacheKey key, boolean lost, Throwable failure) {
		if (lost) {
			logger.error("The transaction is committed, but its write of {} is lost: it could not be queued, and {}",
					key.logical(), this.closed ? "the application stops" : "as many are kept as may be", failure);
		}
		else if (this.retrying.compareAndSet(false, true)) {
			logger.warn("Redis has not acknowledged a committed write of the cache '{}'; it is kept, and sent again "
					+ "until it is queued: {}", name(), failure.toString());
			retryAfter(this.pause);
		}
	}

	private void retryAfter(Duration pause) {
		try {
			this.next = this.parts.ports().scheduler().schedule(this::retry, pause.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (RejectedExecutionException ex) {
			close();
		}
	}

	private void retry() {
		Attempt first = this.closed ? null : this.kept.attemptFirst();
		if (first == null) {
			rest();
			return;
		}
		go(first).thenAccept((queued) -> {
			if (queued) {
				this.pause = FIRST_PAUSE;
				retryAfter(Duration.ZERO);
				return;
			}
			this.pause = WritesBehind.doubled(this.pause, LONGEST_PAUSE);
			retryAfter(this.stopping ? FIRST_PAUSE : this.pause);
		});
	}

	private void rest() {
		this.retrying.set(false);
		if (this.kept.size() == 0) {
			logger.info("All committed writes of the cache '{}' are queued", name());
			if (this.stopping) {
				this.delivered.complete(null);
			}
		}
		else if (!this.closed && this.retrying.compareAndSet(false, true)) {
			// One was kept just now.
			retryAfter(this.pause);
		}
	}

}
