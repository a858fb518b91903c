package io.cacheaside.engine;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.Position;
import io.cacheaside.engine.marker.Barrier;
import io.cacheaside.key.CacheKey;

/**
 * The newest committed write of each key of one cache that the queue has not
 * acknowledged, those first whose turn was longest ago. One attempt of a key is under way
 * at a time. A write is <em>kept</em> once an attempt has failed: then a barrier stands
 * for its key, so that nobody on this node is given anything else that is cached, and
 * readers are shown its value. A later write of a kept key takes its place. Nothing here
 * sends. Safe for use by many threads.
 */
final class KeptWrites {

	private final ReentrantLock lock = new ReentrantLock();

	private final Map<String, Pending> writes = new LinkedHashMap<>();

	private final RegionParts parts;

	private final AtomicLong newestToken = new AtomicLong();

	private volatile int size;

	private boolean closed;

	KeptWrites(RegionParts parts) {
		this.parts = parts;
	}

	/** How many are kept, those not included whose first attempt is under way. */
	int size() {
		return this.size;
	}

	/**
	 * Learns of a write that is in the queue.
	 */
	void queued(long token) {
		this.newestToken.accumulateAndGet(token, Math::max);
	}

	/**
	 * What a reader of a key is shown.
	 * @return the value, {@code null} if none is kept
	 */
	byte @Nullable [] value(CacheKey key) {
		if (this.size == 0) {
			return null;
		}
		this.lock.lock();
		try {
			Pending write = this.writes.get(key.logical());
			return (write != null && write.barrier != null) ? write.newest.value() : null;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Adds a write, which is newer than those of its key that are here.
	 * @return tells whether the queue has it, or a newer one; of one that takes the place
	 * of a kept one, at once that it has not
	 */
	Attempt add(CacheKey key, byte[] value) {
		this.lock.lock();
		try {
			Committed newest = committed(value);
			Pending write = this.writes.get(key.logical());
			if (write == null) {
				write = new Pending(key, newest);
				this.writes.put(key.logical(), write);
				return start(write);
			}
			write.newest = newest;
			return new Attempt((write.barrier != null) ? CompletableFuture.completedFuture(false) : write.next(), null);
		}
		finally {
			this.lock.unlock();
		}
	}

	private Committed committed(byte[] value) {
		return new Committed(value, this.parts.observer().now(), this.newestToken.get());
	}

	/**
	 * Tries a key that is here.
	 * @return the attempt that is under way, or a new one; {@code null} if nothing of the
	 * key is here
	 */
	@Nullable Attempt attempt(CacheKey key) {
		this.lock.lock();
		try {
			return attempt(this.writes.get(key.logical()));
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Tries the first one that is kept.
	 * @return as {@link #attempt(CacheKey)}
	 */
	@Nullable Attempt attemptFirst() {
		this.lock.lock();
		try {
			for (Pending write : this.writes.values()) {
				if (write.barrier != null) {
					return attempt(write);
				}
			}
			return null;
		}
		finally {
			this.lock.unlock();
		}
	}

	private @Nullable Attempt attempt(@Nullable Pending write) {
		if (write == null) {
			return null;
		}
		return (write.current != null) ? new Attempt(write.current, null) : start(write);
	}

	private Attempt start(Pending write) {
		CompletableFuture<Boolean> outcome = write.next();
		write.next = null;
		write.current = outcome;
		return new Attempt(outcome, new Sending(write, write.newest, outcome, write.barrier != null));
	}

	/**
	 * Ends an attempt.
	 * @param sending what was sent
	 * @param acknowledged whether the queue has it
	 * @return what follows
	 */
	Ended ended(Sending sending, boolean acknowledged) {
		Pending write = sending.write();
		this.lock.lock();
		try {
			write.current = null;
			boolean newer = write.newest != sending.committed();
			if (!acknowledged) {
				CompletableFuture<Boolean> next = write.next();
				write.next = null;
				if (newer) {
					// What was sent may be in the queue by now, with a token of now.
					write.newest = committed(write.newest.value());
				}
				return new Ended(null, !keep(write), List.of(sending.outcome(), next), false);
			}
			if (newer) {
				letOthersGoFirst(write);
			}
			else {
				remove(write);
			}
			Attempt again = (write.next != null) ? start(write) : null;
			return new Ended(again, false, List.of(sending.outcome()), true);
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Whether there is room. */
	private boolean keep(Pending write) {
		if (write.barrier != null) {
			letOthersGoFirst(write);
			return true;
		}
		if (this.closed || this.size >= this.parts.ports().queues().limits().maximumLength()) {
			this.writes.remove(write.key.logical());
			return false;
		}
		write.barrier = this.parts.coherence()
			.index()
			.raise(List.of(new InvalidationTarget.Key(write.key.cacheName(), write.key.logical())));
		this.size++;
		return true;
	}

	private void letOthersGoFirst(Pending write) {
		this.writes.remove(write.key.logical());
		this.writes.put(write.key.logical(), write);
	}

	private void remove(Pending write) {
		this.writes.remove(write.key.logical());
		Barrier barrier = write.barrier;
		if (barrier != null) {
			// Where the eviction stands that came after it, that has told.
			barrier.lowerTo(Position.NONE);
			this.size--;
		}
	}

	/**
	 * Keeps nothing more.
	 * @return the keys of those that are kept, in order
	 */
	List<String> close() {
		this.lock.lock();
		try {
			this.closed = true;
			return this.writes.values()
				.stream()
				.filter((write) -> write.barrier != null)
				.map((write) -> write.key.logical())
				.toList();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * An attempt to queue what a key has.
	 *
	 * @param outcome whether the queue has what was sent; never fails
	 * @param toSend what the caller has to send and to {@linkplain #ended end},
	 * {@code null} if somebody else does
	 */
	record Attempt(CompletionStage<Boolean> outcome, @Nullable Sending toSend) {
	}

	/**
	 * A write on its way.
	 *
	 * @param write whose
	 * @param committed what is sent
	 * @param outcome is told whether the queue has it
	 * @param again whether an attempt has failed before
	 */
	record Sending(Pending write, Committed committed, CompletableFuture<Boolean> outcome, boolean again) {

		CacheKey key() {
			return this.write.key;
		}

	}

	/**
	 * What was committed. Equal only to itself.
	 *
	 * @param value the value
	 * @param since when, or when the one before it of its key was last on its way
	 * @param after the newest token that was known then
	 */
	record Committed(byte[] value, long since, long after) {
	}

	/**
	 * What follows an attempt.
	 *
	 * @param again the next one, for those who came meanwhile
	 * @param lost whether the write is not kept, for want of room
	 * @param waiting who waits for the outcome
	 * @param acknowledged the outcome
	 */
	record Ended(@Nullable Attempt again, boolean lost, List<CompletableFuture<Boolean>> waiting,
			boolean acknowledged) {

		void tell() {
			this.waiting.forEach((each) -> each.complete(this.acknowledged));
		}

	}

	/** The newest write of a key. Changed under the lock. */
	private static final class Pending {

		private final CacheKey key;

		private Committed newest;

		private @Nullable CompletableFuture<Boolean> current;

		private @Nullable CompletableFuture<Boolean> next;

		private @Nullable Barrier barrier;

		Pending(CacheKey key, Committed newest) {
			this.key = key;
			this.newest = newest;
		}

		/** The attempt that comes next. */
		CompletableFuture<Boolean> next() {
			CompletableFuture<Boolean> known = this.next;
			if (known == null) {
				known = new CompletableFuture<>();
				this.next = known;
			}
			return known;
		}

	}

}
