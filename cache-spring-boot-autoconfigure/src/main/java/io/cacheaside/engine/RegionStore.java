package io.cacheaside.engine;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.cacheaside.PutOptions;
import io.cacheaside.engine.marker.Subject;
import io.cacheaside.key.CacheKey;

/**
 * The stores of one cache: what a load gave, under the lease that it took before it read
 * its source. Nothing here fails because of the remote tier.
 * <ol>
 * <li>The slot is leased to the load, with a token of its own, before the source is read.
 * A load in a transaction then catches up with the log, since its source may show it an
 * older state than the one of now.</li>
 * <li>Afterwards the value is kept only if nothing that matches it was invalidated since
 * the load began, no marker was dropped meanwhile, and the load is not too old.</li>
 * <li>It is stored by compare-and-set on the token: an eviction has emptied the slot, and
 * the store is refused.</li>
 * <li>It fills the local tier by the same check.</li>
 * <li>In a transaction that may write, 2 to 4 happen after the commit, or never.</li>
 * </ol>
 */
final class RegionStore {

	private final RegionParts parts;

	private final LocalFills fills;

	RegionStore(RegionParts parts, LocalFills fills) {
		this.parts = parts;
		this.fills = fills;
	}

	/**
	 * Leases the slot of a load.
	 * @param term how long the server keeps the lease unless it is extended
	 * @return the load, without a lease if the slot could not be had. Never fails.
	 */
	CompletionStage<Begun> begin(Beginning load, Duration term) {
		TransactionScope transactions = this.parts.coherence().transactions();
		boolean uncommitted = transactions.mayWrite();
		boolean unkept = transactions.hides(Coherence.subject(load.key()))
				|| (load.lookup() instanceof Lookup.Bypass bypass && !bypass.kept());
		PendingLoad unleased = new PendingLoad(load.key(), load.localKey(), unkept ? LoadStart.UNKNOWN : load.start(),
				null, uncommitted);
		Begun alone = new Begun(unleased, false);
		if (!(load.lookup() instanceof Lookup.Miss miss) || miss.leased() || load.start().drops() < 0
				|| !this.parts.coherence().isKnown(load.start().position())) {
			return CompletableFuture.completedFuture(alone);
		}
		Lease lease = this.parts.entries().lease(load.key(), load.start(), term);
		return this.parts.observer()
			.timed(CacheOperation.LEASE, () -> lease(lease, miss))
			.thenCompose((leased) -> leased
					? caughtUp(new PendingLoad(load.key(), load.localKey(), load.start(), lease, uncommitted))
					: CompletableFuture.completedFuture(new Begun(unleased, true)))
			.exceptionally((failure) -> {
				this.parts.observer().failed(CacheOperation.LEASE, failure);
				return alone;
			});
	}

	private CompletionStage<Boolean> lease(Lease lease, Lookup.Miss miss) {
		byte[] replaceable = miss.replaceable();
		return (replaceable != null && miss.beside() != null) ? this.parts.ports().remote().claim(lease, replaceable)
				: this.parts.ports().remote().lease(lease, replaceable);
	}

	private CompletionStage<Begun> caughtUp(PendingLoad load) {
		Coherence coherence = this.parts.coherence();
		if (coherence.transactions().began().isEmpty()) {
			return CompletableFuture.completedFuture(new Begun(load, false));
		}
		return coherence.follower().catchUp().handle((done, failure) -> {
			if (failure == null) {
				return new Begun(load, false);
			}
			release(load);
			return new Begun(new PendingLoad(load.key(), load.localKey(), load.start(), null, load.uncommitted()),
					false);
		});
	}

	CompletionStage<Void> store(PendingLoad load, PendingLoad.Loaded loaded, EntryPolicy policy,
			Optional<PutOptions> options) {
		Comparison comparison = load.comparison();
		if (comparison != null) {
			comparison.loaded(loaded.value(), policy.type());
			return CompletableFuture.completedFuture(null);
		}
		if (options.isEmpty()) {
			return release(load);
		}
		TransactionScope transactions = this.parts.coherence().transactions();
		if (load.uncommitted() && !transactions.mayWrite()) {
			// On another thread nobody can tell how the transaction ended.
			return release(load);
		}
		if (transactions.mayWrite()) {
			transactions.afterCommit(new AfterCommit(subject(load.key(), loaded, options),
					() -> Await.await(keep(load, loaded, policy, options.get())), () -> release(load)));
			return CompletableFuture.completedFuture(null);
		}
		return keep(load, loaded, policy, options.get());
	}

	/**
	 * What markers are compared with for a loaded value; without tags of its own if it is
	 * not to be stored.
	 */
	Subject subject(CacheKey key, PendingLoad.Loaded loaded, Optional<PutOptions> options) {
		return options.map((known) -> this.parts.entries().subject(key, known, loaded.dependencies()))
			.orElseGet(() -> new Subject(key.logical(), List.copyOf(loaded.dependencies())));
	}

	private CompletionStage<Void> keep(PendingLoad load, PendingLoad.Loaded loaded, EntryPolicy policy,
			PutOptions options) {
		// Cheap, and spares the encoding; with the tags it is checked again below.
		if (!this.parts.coherence().mayKeep(Coherence.subject(load.key()), load.start())) {
			return release(load);
		}
		LoadStamp stamp = new LoadStamp(load.start().position(), Duration.ofNanos(loaded.nanos()));
		return this.parts.entries()
			.encode(load.key(), loaded.value(),
					new EntryCodec.ValueTraits(policy, options, stamp, loaded.dependencies()), this.parts.observer())
			.filter((encoded) -> this.parts.coherence().mayKeep(encoded.subject(), load.start()))
			.map((encoded) -> write(load, encoded, loaded, policy))
			.orElseGet(() -> release(load));
	}

	private CompletionStage<Void> write(PendingLoad load, EntryCodec.EncodedEntry encoded, PendingLoad.Loaded loaded,
			EntryPolicy policy) {
		this.fills.fromHere(load.localKey(), policy.type(), encoded,
				new RegionReader.Filled(loaded.value(), encoded.subject(), load.start()));
		Lease lease = load.lease();
		if (lease == null) {
			return CompletableFuture.completedFuture(null);
		}
		return this.parts.coherence()
			.dependents()
			.announced(encoded.subject())
			.thenCompose((announced) -> announced ? write(encoded.under(lease)).thenApply((stored) -> null)
					: release(lease));
	}

	/**
	 * Stores under a lease, and counts what was stored.
	 * @return whether it was; never fails
	 */
	CompletionStage<Boolean> write(EntryWrite write) {
		return this.parts.observer()
			.timed(CacheOperation.PUT, () -> this.parts.ports().remote().store(write))
			.thenApply((stored) -> {
				(stored ? this.parts.observer().statistics.puts : this.parts.observer().statistics.refusedPuts)
					.increment();
				return stored;
			})
			.exceptionally((failure) -> {
				this.parts.observer().failed(CacheOperation.PUT, failure);
				return false;
			});
	}

	/**
	 * Gives the slot back, so that the next load need not wait for the lease to run out.
	 */
	CompletionStage<Void> release(PendingLoad load) {
		return (load.lease() != null) ? release(load.lease()) : CompletableFuture.completedFuture(null);
	}

	CompletionStage<Void> release(Lease lease) {
		return this.parts.ports().remote().release(lease).handle((held, failure) -> null);
	}

	/**
	 * A load about to begin.
	 *
	 * @param key the entry's key
	 * @param localKey what the local tier uses as key
	 * @param lookup what the lookup before gave
	 * @param start what was captured before that lookup
	 */
	record Beginning(CacheKey key, Object localKey, Lookup lookup, LoadStart start) {
	}

	/**
	 * A load that has begun.
	 *
	 * @param load the load
	 * @param lost whether it has no lease since somebody else has taken the slot
	 */
	record Begun(PendingLoad load, boolean lost) {
	}

}
