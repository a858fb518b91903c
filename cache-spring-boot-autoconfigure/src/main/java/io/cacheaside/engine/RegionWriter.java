package io.cacheaside.engine;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.Position;
import io.cacheaside.engine.marker.Barrier;
import io.cacheaside.PutOptions;
import io.cacheaside.engine.Refresher.Due;
import io.cacheaside.engine.RegionReader.Found;
import io.cacheaside.engine.RegionStore.Beginning;
import io.cacheaside.key.CacheKey;

/**
 * Puts of one cache: a value that the caller has just written to its source.
 * <ol>
 * <li>What the log says was captured before the source was written.</li>
 * <li>The slot is seized with a lease of an own token, under a barrier, and the server
 * has acknowledged that.</li>
 * <li>The key's marker is appended to the log.</li>
 * <li>When this node has applied it, and found no other invalidation between the capture
 * and it, the value is stored at the marker's position, by compare-and-set on the token.
 * Otherwise another writer came between, nobody knows whose value is the newer one, and
 * the slot stays empty.</li>
 * <li>In a transaction all of this happens after its commit, unless the transaction has
 * invalidated or put the entry again since.</li>
 * </ol>
 * A put that Redis does not acknowledge is kept as an invalidation.
 */
final class RegionWriter {

	private final RegionParts parts;

	private final RegionReader reader;

	private final RegionStore store;

	private final LocalFills fills;

	private final Invalidations invalidations;

	RegionWriter(RegionParts parts, RegionReader reader, RegionStore store, LocalFills fills,
			Invalidations invalidations) {
		this.parts = parts;
		this.reader = reader;
		this.store = store;
		this.fills = fills;
		this.invalidations = invalidations;
	}

	CompletionStage<Void> put(PendingPut pending, @Nullable Object value, EntryPolicy policy) {
		return put(pending, value, policy, First.NOTHING);
	}

	/**
	 * Puts after something else was done, which is done after the commit in a
	 * transaction; if that fails, nothing is put.
	 */
	CompletionStage<Void> put(PendingPut pending, @Nullable Object value, EntryPolicy policy, First first) {
		CacheKey key = pending.key();
		Optional<Put> put = policy.optionsFor(value).flatMap((options) -> {
			LoadStamp stamp = new LoadStamp(pending.start().position(), Duration.ZERO);
			return this.parts.entries()
				.encode(key, value, new EntryCodec.ValueTraits(policy, options, stamp, Set.of()),
						this.parts.observer());
		}).map((encoded) -> new Put(pending, encoded, value, policy));
		Invalidation eviction = Invalidation.of(target(key));
		TransactionScope transactions = this.parts.coherence().transactions();
		if (this.invalidations.defer(eviction)) {
			AtomicBoolean begun = new AtomicBoolean(first == First.NOTHING);
			if (!begun.get()) {
				// A later eviction in the transaction does not undo it.
				transactions.afterCommit(AfterCommit.always(() -> {
					begun.set(Await.await(first.afterCommit()));
					if (put.isEmpty() || !begun.get()) {
						// What waits follows the eviction that the transaction has
						// carried out.
						Await.await(this.invalidations.now(eviction));
					}
				}));
			}
			put.ifPresent((each) -> transactions.afterCommit(new AfterCommit(each.encoded().subject(), () -> {
				if (begun.get()) {
					Await.await(carryOut(each, this.invalidations.afterCommit()));
				}
			}, () -> {
			})));
			return CompletableFuture.completedFuture(null);
		}
		return first.now()
			.thenCompose((done) -> put.map((each) -> carryOut(each, Position.NONE))
				.orElseGet(() -> this.invalidations.now(eviction).thenApply((removed) -> null)));
	}

	/**
	 * Puts.
	 * @param own where the eviction stands that the put's own transaction has carried
	 * out, or {@link Position#NONE}
	 */
	private CompletionStage<Void> carryOut(Put put, Position own) {
		CacheKey key = put.pending().key();
		InvalidationTarget target = target(key);
		Barrier barrier = this.parts.coherence().index().raise(List.of(target));
		Lease lease = this.parts.entries().lease(key, put.pending().start(), LeaseRenewal.TERM);
		CompletionStage<Void> seized = this.invalidations.areDelivered()
				? this.parts.observer().timed(CacheOperation.LEASE, () -> this.parts.ports().remote().seize(lease))
				: CompletableFuture
					.failedFuture(new RemoteTierDisconnectedException("earlier invalidations are not delivered yet"));
		return seized.thenCompose((done) -> this.parts.coherence().follower().append(List.of(target)))
			.thenCompose((appended) -> finish(new Written(put, own, appended.cursor().position()), lease, barrier))
			.exceptionallyCompose((failure) -> {
				this.parts.observer().failed(CacheOperation.PUT, failure);
				return this.invalidations.keep(Invalidation.of(target), barrier, Await.unwrap(failure))
					.thenApply((removed) -> null);
			});
	}

	private CompletionStage<Void> finish(Written written, Lease lease, Barrier barrier) {
		Position position = written.position();
		return this.parts.coherence()
			.follower()
			.awaitApplied(position)
			.exceptionally((failure) -> false)
			.thenCompose((applied) -> {
				// Before the look: what comes after it must make the next reader look
				// again.
				LoadStart before = this.parts.coherence().capture();
				boolean alone = applied && isAlone(written);
				barrier.lowerTo(position);
				return (alone && isNewest(written)) ? write(written, lease, before) : this.store.release(lease);
			});
	}

	private boolean isAlone(Written written) {
		Coherence coherence = this.parts.coherence();
		LoadStart start = written.put().pending().start();
		Position position = written.position();
		Position own = written.own();
		return !coherence.isTooOld(start) && coherence.index().drops() == start.drops()
				&& coherence.isKnown(start.position()) && coherence.isKnown(position)
				&& (coherence.isKnown(own)
						? isUnmatched(written, start.position(), own) && isUnmatched(written, own, position)
						: isUnmatched(written, start.position(), position));
	}

	/** What came after the own marker may be known already, and is looked for once. */
	private boolean isNewest(Written written) {
		return !this.parts.coherence().index().isStale(written.put().encoded().subject(), written.position());
	}

	private boolean isUnmatched(Written written, Position after, Position before) {
		return !this.parts.coherence().index().isMatchedBetween(written.put().encoded().subject(), after, before);
	}

	private CompletionStage<Void> write(Written written, Lease lease, LoadStart before) {
		Put put = written.put();
		EntryCodec.EncodedEntry entry = put.encoded().at(written.position());
		return this.store.write(entry.under(lease)).thenAccept((stored) -> {
			if (stored) {
				this.fills.fromHere(put.pending().localKey(), put.policy().type(), entry,
						new RegionReader.Filled(put.value(), entry.subject(), before));
			}
		});
	}

	/**
	 * Stores a value unless there is one. Step by step on this thread, whose transaction
	 * counts.
	 */
	Lookup putIfAbsent(CacheKey key, @Nullable Object value, EntryPolicy policy) {
		Optional<PutOptions> options = policy.optionsFor(value);
		if (options.isEmpty()) {
			return Lookup.BYPASS;
		}
		LoadStart start = this.parts.coherence().start();
		Found found = this.reader.interpret(new Due(key, key, policy.type()), Await.await(this.reader.remote(key)));
		if (!(found.lookup() instanceof Lookup.Miss miss) || miss.leased()) {
			return (found.lookup() instanceof Lookup.Hit) ? found.lookup() : Lookup.BYPASS;
		}
		PendingLoad load = Await.await(this.store.begin(new Beginning(key, key, miss, start), LeaseRenewal.TERM))
			.load();
		Await.await(this.store.store(load, PendingLoad.Loaded.of(value), policy, options));
		return (load.lease() != null) ? Lookup.MISS : Lookup.BYPASS;
	}

	private static InvalidationTarget target(CacheKey key) {
		return new InvalidationTarget.Key(key.cacheName(), key.logical());
	}

	/** What is done before a put. */
	interface First {

		/** Nothing is to be done. */
		First NOTHING = new First() {

			@Override
			public CompletionStage<Void> now() {
				return CompletableFuture.completedFuture(null);
			}

			@Override
			public CompletionStage<Boolean> afterCommit() {
				return CompletableFuture.completedFuture(true);
			}
		};

		/**
		 * Does it for a caller who waits.
		 * @return completes when it is done; the caller gets its failure
		 */
		CompletionStage<Void> now();

		/**
		 * Does it after the commit, where nobody gets a failure.
		 * @return whether it is done; never fails
		 */
		CompletionStage<Boolean> afterCommit();

	}

	private record Written(Put put, Position own, Position position) {
	}

	private record Put(PendingPut pending, EntryCodec.EncodedEntry encoded, @Nullable Object value,
			EntryPolicy policy) {
	}

}
