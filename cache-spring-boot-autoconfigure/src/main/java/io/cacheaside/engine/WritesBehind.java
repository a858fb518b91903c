package io.cacheaside.engine;

import java.lang.reflect.Type;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import io.cacheaside.CacheUnavailableException;
import io.cacheaside.InvalidationTarget;
import io.cacheaside.codec.Entry;
import io.cacheaside.codec.ValueCodecException;
import io.cacheaside.engine.queue.WriteQueue;
import io.cacheaside.key.CacheKey;

/**
 * Writes of one cache that reach their source later.
 * <ol>
 * <li>The value is encoded; what cannot be is refused.</li>
 * <li>It is appended to the queue. While that is full, the caller waits, with pauses that
 * grow, for as long as the limits of the queue say; then it gets an exception.</li>
 * <li>When the server has it, it is put into the cache, as any value that was written.
 * Whatever becomes of that, who misses finds it in the queue.</li>
 * <li>A write that is not acknowledged may be in the queue all the same, so the key is
 * evicted, and the caller gets an exception.</li>
 * <li>In a transaction all of it happens after its commit, when nobody can be told of a
 * failure; so the write is kept until it is queued.</li>
 * <li>Of one key, a write without a transaction comes after those that are kept, or
 * fails.</li>
 * </ol>
 * Safe for use by many threads.
 */
public final class WritesBehind {

	private static final Duration FIRST_PAUSE = Duration.ofMillis(5);

	private static final Duration LONGEST_PAUSE = Duration.ofMillis(100);

	private final RegionParts parts;

	private final RegionWriter writer;

	private final WaitingWrites waiting;

	private final Invalidations invalidations;

	private final CommittedWrites committed;

	private final Set<CompletableFuture<Void>> waitingForRoom = ConcurrentHashMap.newKeySet();

	private volatile boolean closed;

	WritesBehind(RegionParts parts, RegionWriter writer, WaitingWrites waiting, Invalidations invalidations) {
		this.parts = parts;
		this.writer = writer;
		this.waiting = waiting;
		this.invalidations = invalidations;
		this.committed = new CommittedWrites(parts, waiting.kept(), invalidations);
	}

	/**
	 * Committed writes that Redis has not acknowledged. They are sent again until it has.
	 * @return how many keys there are
	 */
	public int kept() {
		return this.waiting.kept().size();
	}

	/** Those of transactions, on their way into the queue. */
	CommittedWrites committed() {
		return this.committed;
	}

	/**
	 * Lets nobody wait for room any more, and tells what is lost, since the application
	 * stops.
	 */
	void close() {
		this.closed = true;
		this.committed.close();
		this.waitingForRoom.forEach((each) -> each.completeExceptionally(stops()));
	}

	private static RejectedExecutionException stops() {
		return new RejectedExecutionException("the application stops");
	}

	/**
	 * Queues a value for its source, and stores it.
	 * @param put where, and what was captured before the value was made
	 * @param value the value; {@code null} is no write
	 * @param policy whether and how to store it in the cache
	 * @return completes when the queue has it and the cache was told; fails with a
	 * {@link CacheUnavailableException} if Redis does not acknowledge it or there is no
	 * room; in a transaction it is complete at once
	 * @throws ValueCodecException if the value cannot be encoded or is too large
	 * @throws IllegalStateException if nobody would write it
	 */
	public CompletionStage<Void> put(PendingPut put, @Nullable Object value, EntryPolicy policy) {
		WriteQueue queue = this.waiting.queue();
		if (queue == null || !this.parts.settings().enabled()) {
			throw new IllegalStateException(
					"Nobody writes what is written behind to the cache '" + this.parts.settings().name()
							+ "': define a WriteBehindWriter bean for it, and leave it enabled.");
		}
		if (value == null) {
			return CompletableFuture.completedFuture(null);
		}
		byte[] bytes = this.parts.entries().encodeWrite(put.key(), value, policy);
		return this.writer.put(put, value, policy, new Append(queue, put.key(), bytes));
	}

	/**
	 * Reads a value that was taken out of the queue.
	 * @param value its bytes
	 * @param type the declared type
	 * @return the value
	 * @throws ValueCodecException if the bytes are none of that type
	 */
	public @Nullable Object decode(byte[] value, Type type) {
		Entry entry = Entry.parse(value)
			.orElseThrow(() -> new ValueCodecException("What waits is no entry that this version can read", null));
		return this.parts.entries().decodeAgain(entry, type);
	}

	static Duration doubled(Duration pause, Duration longest) {
		Duration doubled = pause.multipliedBy(2);
		return (doubled.compareTo(longest) < 0) ? doubled : longest;
	}

	/** One write on its way into the queue. */
	private final class Append implements RegionWriter.First {

		private final WriteQueue queue;

		private final CacheKey key;

		private final byte[] value;

		Append(WriteQueue queue, CacheKey key, byte[] value) {
			this.queue = queue;
			this.key = key;
			this.value = value;
		}

		@Override
		public CompletionStage<Void> now() {
			return WritesBehind.this.committed.before(this.key)
				.handle((done, failure) -> failure)
				.thenCompose((failure) -> (failure == null) ? appended()
						: CompletableFuture.failedFuture(unavailable(Await.unwrap(failure))));
		}

		private CompletionStage<Void> appended() {
			return append(WritesBehind.this.parts.observer().now(), FIRST_PAUSE)
				.exceptionallyCompose((failure) -> evictAndFail(Await.unwrap(failure)));
		}

		@Override
		public CompletionStage<Boolean> afterCommit() {
			return WritesBehind.this.committed.queue(this.key, this.value);
		}

		private CompletionStage<Void> append(long since, Duration pause) {
			EnginePorts ports = WritesBehind.this.parts.ports();
			int length = ports.queues().limits().maximumLength();
			return ports.remote()
				.preceded(() -> this.queue.append(this.key.logical(), this.value, length))
				.thenCompose((token) -> {
					token.ifPresent(WritesBehind.this.waiting.kept()::queued);
					return token.isPresent() ? CompletableFuture.completedFuture(null) : waitForRoom(since, pause);
				});
		}

		private CompletionStage<Void> waitForRoom(long since, Duration pause) {
			Duration limit = WritesBehind.this.parts.ports().queues().limits().maximumWait();
			Duration left = limit.minus(WritesBehind.this.parts.observer().since(since));
			if (left.isNegative() || left.isZero()) {
				return CompletableFuture.failedFuture(new QueueFullException());
			}
			Duration next = (pause.compareTo(left) < 0) ? pause : left;
			CompletableFuture<Void> over = new CompletableFuture<>();
			Runnable end = () -> over.complete(null);
			try {
				WritesBehind.this.parts.ports().scheduler().schedule(end, next.toNanos(), TimeUnit.NANOSECONDS);
			}
			catch (RejectedExecutionException ex) {
				return CompletableFuture.failedFuture(ex);
			}
			WritesBehind.this.waitingForRoom.add(over);
			over.whenComplete((done, failure) -> WritesBehind.this.waitingForRoom.remove(over));
			if (WritesBehind.this.closed) {
				over.completeExceptionally(stops());
			}
			return over.thenCompose((done) -> append(since, doubled(pause, LONGEST_PAUSE)));
		}

		private CacheUnavailableException unavailable(Throwable failure) {
			return new CacheUnavailableException("The write of " + this.key.logical() + " could not be queued",
					failure);
		}

		private CompletionStage<Void> evictAndFail(Throwable failure) {
			CacheUnavailableException problem = unavailable(failure);
			if (failure instanceof QueueFullException) {
				return CompletableFuture.failedFuture(problem);
			}
			InvalidationTarget target = new InvalidationTarget.Key(this.key.cacheName(), this.key.logical());
			return WritesBehind.this.invalidations.now(Invalidation.of(target))
				.handle((removed, kept) -> null)
				.thenCompose((done) -> CompletableFuture.failedFuture(problem));
		}

	}

	/** As many keys wait as may. */
	private static final class QueueFullException extends RuntimeException {

		QueueFullException() {
			super("as many keys wait as may, see cacheaside.write-behind.maximum-length", null, false, false);
		}

	}

}
