package io.cacheaside.engine;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;

import org.jspecify.annotations.Nullable;

import io.cacheaside.CacheUnavailableException;
import io.cacheaside.InvalidationTarget;
import io.cacheaside.Position;
import io.cacheaside.engine.marker.Barrier;
import io.cacheaside.key.CacheKey;

/**
 * Carries invalidations out, at the same cost whatever they name.
 * <ol>
 * <li>A barrier is raised on this node: from now on nothing older is served here, and
 * what is named softly is due.</li>
 * <li>One entry is appended to the log, however many targets there are.</li>
 * <li>The slots that are named exactly are emptied, after the append is acknowledged: the
 * other way round, an old value could be stored between the two. In those that are named
 * softly the values are made due.</li>
 * <li>When all of it is acknowledged, markers at the position of the entry take the place
 * of the barrier.</li>
 * <li>What is not acknowledged is kept and retried, both parts, in order; its barrier
 * stands meanwhile.</li>
 * </ol>
 * Safe for use by many threads.
 */
final class Invalidations {

	private static final String ALL_CACHES = "*";

	private final EnginePorts ports;

	private final Coherence coherence;

	private final RemoteOperations operations;

	private final UndeliveredInvalidations undelivered;

	private final Invalidator afterTransaction = new AfterTransaction();

	/** Where the last invalidation of a transaction on this thread stands. */
	private final ThreadLocal<@Nullable CompletionStage<Position>> committed = new ThreadLocal<>();

	private final LongAdder failed = new LongAdder();

	Invalidations(EnginePorts ports, Coherence coherence, RemoteOperations operations) {
		this.ports = ports;
		this.coherence = coherence;
		this.operations = operations;
		this.undelivered = new UndeliveredInvalidations((invalidation) -> send(invalidation).thenApply(Sent::position),
				coherence.index(), ports.scheduler());
	}

	/**
	 * Invalidates at once, or, in a transaction, when that has ended.
	 * @return as {@link #now}; 0 in a transaction
	 */
	CompletionStage<Long> invalidate(Invalidation invalidation) {
		return defer(invalidation) ? CompletableFuture.completedFuture(0L) : now(invalidation);
	}

	/**
	 * Keeps an invalidation until the calling thread's transaction has ended.
	 * @return whether there is one
	 */
	boolean defer(Invalidation invalidation) {
		return this.ports.transactions().defer(invalidation, this.afterTransaction);
	}

	/**
	 * Invalidates at once, and tells when all of it is acknowledged.
	 */
	Delivery deliver(Invalidation invalidation) {
		return deliver(invalidation, new CompletableFuture<>());
	}

	private Delivery deliver(Invalidation invalidation, CompletableFuture<Position> stands) {
		CompletionStage<Void> inForce = now(invalidation, stands).thenApply((removed) -> null);
		return new Delivery(inForce, stands.thenApply((position) -> null));
	}

	/**
	 * Where the invalidation of the transaction stands that has just ended on this
	 * thread, for what is done after it.
	 * @return the position, {@link Position#NONE} if it is not delivered or there is none
	 */
	Position afterCommit() {
		CompletionStage<Position> stands = this.committed.get();
		return (stands != null) ? stands.toCompletableFuture().getNow(Position.NONE) : Position.NONE;
	}

	/**
	 * Invalidates at once.
	 * @return how many slots were emptied that are named exactly, 0 if that is not known;
	 * fails as {@link Invalidator#invalidate} does
	 */
	CompletionStage<Long> now(Invalidation invalidation) {
		return now(invalidation, new CompletableFuture<>());
	}

	private CompletionStage<Long> now(Invalidation invalidation, CompletableFuture<Position> stands) {
		Barrier barrier = this.coherence.index().raise(invalidation.targets());
		CompletionStage<Sent> sent = this.undelivered.isEmpty() ? send(invalidation) : CompletableFuture
			.failedFuture(new RemoteTierDisconnectedException("earlier invalidations are not delivered yet"));
		return sent.thenApply((done) -> {
			barrier.lowerTo(done.position());
			stands.complete(done.position());
			return done.removed();
		})
			.exceptionallyCompose((failure) -> keep(new UndeliveredInvalidations.Kept(invalidation, barrier, stands),
					Await.unwrap(failure)));
	}

	/**
	 * Keeps an invalidation that was not acknowledged.
	 */
	CompletionStage<Long> keep(Invalidation invalidation, Barrier barrier, Throwable failure) {
		return keep(new UndeliveredInvalidations.Kept(invalidation, barrier, new CompletableFuture<>()), failure);
	}

	private CompletionStage<Long> keep(UndeliveredInvalidations.Kept kept, Throwable failure) {
		this.failed.increment();
		this.undelivered.add(kept, failure);
		if (this.coherence.settings().onUnreachable() == UnreachablePolicy.FAIL) {
			return CompletableFuture
				.failedFuture(new CacheUnavailableException("Redis has not acknowledged the invalidation of "
						+ kept.invalidation().targets() + "; it is in force on this node and is retried", failure));
		}
		return CompletableFuture.completedFuture(0L);
	}

	/**
	 * Whether everything is delivered, so that what the remote tier holds can be trusted.
	 */
	boolean areDelivered() {
		return this.undelivered.isEmpty();
	}

	int undelivered() {
		return this.undelivered.size();
	}

	long failed() {
		return this.failed.sum();
	}

	void close() {
		this.undelivered.close();
	}

	private CompletionStage<Sent> send(Invalidation invalidation) {
		return this.operations.announce(cacheName(invalidation), CacheOperation.EVICT)
			.run(() -> this.coherence.follower()
				.append(invalidation.targets())
				.thenCompose((appended) -> empty(invalidation.keys())
					.thenCompose((removed) -> makeDue(invalidation.softKeys()).thenApply((done) -> removed))
					.thenApply((removed) -> new Sent(appended.cursor().position(), removed))));
	}

	private CompletionStage<Long> empty(List<CacheKey> keys) {
		return keys.isEmpty() ? CompletableFuture.completedFuture(0L) : this.ports.remote().delete(keys);
	}

	private CompletionStage<Long> makeDue(List<CacheKey> keys) {
		return keys.isEmpty() ? CompletableFuture.completedFuture(0L) : this.ports.remote().makeDue(keys);
	}

	private static String cacheName(Invalidation invalidation) {
		String common = null;
		for (InvalidationTarget target : invalidation.targets()) {
			String name = cacheName(target.named());
			if (common != null && !common.equals(name)) {
				return ALL_CACHES;
			}
			common = name;
		}
		return (common != null) ? common : ALL_CACHES;
	}

	private static String cacheName(InvalidationTarget target) {
		if (target instanceof InvalidationTarget.Key key) {
			return key.cacheName();
		}
		return (target instanceof InvalidationTarget.WholeCache whole) ? whole.cacheName() : ALL_CACHES;
	}

	/** Remembers where the invalidation stands, for what follows the transaction. */
	private final class AfterTransaction implements Invalidator {

		@Override
		public CompletionStage<Void> invalidate(Invalidation invalidation) {
			return deliver(invalidation).inForce();
		}

		@Override
		public Delivery deliver(Invalidation invalidation) {
			CompletableFuture<Position> stands = new CompletableFuture<>();
			Invalidations.this.committed.set(stands);
			return Invalidations.this.deliver(invalidation, stands);
		}

	}

	private record Sent(Position position, long removed) {
	}

}
