package io.cacheaside.engine;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import io.cacheaside.engine.RegionReader.Reply;
import io.cacheaside.key.CacheKey;

/**
 * Waits until slots are no longer leased to loads of others, on whatever node. All who
 * wait for one slot on this node share one wait, which takes no thread: the slot is read
 * again and again, with pauses that grow with the time waited. So a load is noticed to
 * have ended within a quarter of the time it took or a tenth of a second, whichever is
 * shorter, at the cost of some fifteen reads for a load of 100 ms and ten a second from
 * then on. Safe for use by many threads.
 */
final class LeaseWaits {

	/** About what a fast load takes. */
	private static final long FIRST_PAUSE_NANOS = Duration.ofMillis(2).toNanos();

	private static final long LONGEST_PAUSE_NANOS = Duration.ofMillis(100).toNanos();

	/** Which part of the time waited so far the next pause takes. */
	private static final int SHARE = 4;

	private final ConcurrentMap<CacheKey, CompletableFuture<Reply>> waits = new ConcurrentHashMap<>();

	private final RegionParts parts;

	private final RegionReader reader;

	private volatile boolean closed;

	LeaseWaits(RegionParts parts, RegionReader reader) {
		this.parts = parts;
		this.reader = reader;
	}

	/**
	 * Waits until a slot is no longer leased.
	 * @param leased what the slot was last seen to hold
	 * @param caller how long the caller waits
	 * @return what it holds then; still a lease if this thread is interrupted, whose flag
	 * stays set, or if that takes longer than any load whose value may be stored
	 * @throws io.cacheaside.LoadTimeoutException if the caller does not wait any longer
	 */
	Reply await(CacheKey key, Reply leased, LoadWait caller) {
		this.parts.observer().statistics.waits.increment();
		CompletableFuture<Reply> shared = shared(key);
		if (caller.isLimited()) {
			caller.await(shared);
		}
		try {
			return shared.get();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return leased;
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException("a read fails by telling nothing", ex);
		}
	}

	/**
	 * Ends all waits, since the application stops.
	 */
	void close() {
		this.closed = true;
		this.waits.forEach((key, wait) -> {
			this.waits.remove(key, wait);
			wait.complete(Reply.NONE);
		});
	}

	private CompletableFuture<Reply> shared(CacheKey key) {
		CompletableFuture<Reply> own = new CompletableFuture<>();
		CompletableFuture<Reply> earlier = this.waits.putIfAbsent(key, own);
		if (earlier != null) {
			return earlier;
		}
		pause(new Wait(key, own, now()));
		if (this.closed) {
			close();
		}
		return own;
	}

	private void pause(Wait wait) {
		long pause = Math.min(LONGEST_PAUSE_NANOS, Math.max(FIRST_PAUSE_NANOS, (now() - wait.since()) / SHARE));
		try {
			this.parts.ports().scheduler().schedule(() -> look(wait), pause, TimeUnit.NANOSECONDS);
		}
		catch (RejectedExecutionException ex) {
			// The application stops.
			end(wait, Reply.NONE);
		}
	}

	private void look(Wait wait) {
		if (wait.ended().isDone()) {
			return;
		}
		this.reader.remote(wait.key()).exceptionally((failure) -> Reply.NONE).thenAccept((reply) -> {
			boolean tooLong = now() - wait.since() > this.parts.coherence().settings().maxLoadAge().toNanos();
			if (this.reader.isLeased(wait.key(), reply) && !tooLong) {
				pause(wait);
			}
			else {
				end(wait, reply);
			}
		});
	}

	private void end(Wait wait, Reply reply) {
		this.waits.remove(wait.key(), wait.ended());
		wait.ended().complete(reply);
	}

	private long now() {
		return this.parts.coherence().nanoClock().getAsLong();
	}

	private record Wait(CacheKey key, CompletableFuture<Reply> ended, long since) {
	}

}
