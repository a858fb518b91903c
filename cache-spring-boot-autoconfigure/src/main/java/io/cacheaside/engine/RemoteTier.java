package io.cacheaside.engine;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.cacheaside.key.CacheKey;

/**
 * The tier that all nodes share: one slot for each key, which is empty or holds an entry,
 * a lease, or an entry with a lease. Values are written under a lease only, so that a
 * command that was delayed on its way is refused. Every call returns at once; the stage
 * completes when the server has answered, not before, and fails with any exception if it
 * has not: because there is no connection (then without delay), because it refused, or
 * because the answer did not come in the time that the implementation grants. Safe for
 * use by many threads.
 */
public interface RemoteTier {

	/** A key that nobody stores, to see whether the tier answers. */
	CacheKey PROBE = new CacheKey("cacheaside", "cacheaside:probe");

	/**
	 * Reads one slot in one round trip.
	 * @param key the key
	 * @return the slot's bytes, or empty if there is nothing
	 */
	CompletionStage<Optional<byte[]>> read(CacheKey key);

	/**
	 * Reads several slots in one round trip (one per shard).
	 * @param keys the keys
	 * @return the slots' bytes in the order of the keys
	 */
	CompletionStage<List<Optional<byte[]>>> readAll(List<CacheKey> keys);

	/**
	 * Leases a slot that is empty, that is leased to the same token already, or whose
	 * fixed header is still the one of an entry that was read before.
	 * @param lease the lease
	 * @param replaced bytes of the slot as they were read, at least as many as a fixed
	 * header has or all there are; {@code null} to lease an empty slot only
	 * @return whether the slot is now leased to this token
	 */
	CompletionStage<Boolean> lease(Lease lease, byte @Nullable [] replaced);

	/**
	 * Leases a slot beside the value that it holds, which stays. Until the term is over,
	 * its time of refresh says so to others.
	 * @param lease the lease
	 * @param seen bytes of the slot as they were read, at least as many as a fixed header
	 * has
	 * @return whether the slot is now leased to this token; not if its fixed header is
	 * another one by now, or it holds no value
	 */
	CompletionStage<Boolean> claim(Lease lease, byte[] seen);

	/**
	 * Leases a slot whatever it holds, which is lost.
	 * @param lease the lease
	 * @return completes when the server has it
	 */
	CompletionStage<Void> seize(Lease lease);

	/**
	 * Leases those slots that are empty, pipelined.
	 * @param leases the leases
	 * @return for each, in order, whether the slot is now leased to its token
	 */
	CompletionStage<List<Boolean>> leaseAll(List<Lease> leases);

	/**
	 * Extends a lease to its term from now, if it is still held.
	 * @param lease the lease
	 * @return whether it is held
	 */
	CompletionStage<Boolean> extend(Lease lease);

	/**
	 * Ends a lease that is still held by this token: empties the slot, or, if it holds a
	 * value, leases it to nobody for a {@linkplain Lease#REST rest}.
	 * @param lease the lease
	 * @return whether it was held
	 */
	CompletionStage<Boolean> release(Lease lease);

	/**
	 * Stores an entry in place of its lease, and sets the times in its header by the
	 * server's clock.
	 * @param write what to store
	 * @return whether it was stored; not if the slot is not leased to this token
	 */
	CompletionStage<Boolean> store(EntryWrite write);

	/**
	 * Stores entries in place of their leases, pipelined.
	 * @param writes what to store
	 * @return how many were stored
	 */
	CompletionStage<Long> storeAll(List<EntryWrite> writes);

	/**
	 * Stores entries without leases, pipelined: each where its slot still holds what was
	 * seen there, and only until its time. One that arrives later does nothing, however
	 * long it was on its way.
	 * @param writes what to store
	 * @return how many were stored; fails if one came too late
	 */
	CompletionStage<Long> storeUnleased(List<UnleasedWrite> writes);

	/**
	 * Empties slots.
	 * @param keys the keys
	 * @return how many were not empty
	 */
	CompletionStage<Long> delete(Collection<CacheKey> keys);

	/**
	 * Makes values due: their headers say from now on that they should be loaded anew,
	 * unless somebody does so already. Leases alone stay as they are.
	 * @param keys the keys
	 * @return how many slots held a value
	 */
	CompletionStage<Long> makeDue(Collection<CacheKey> keys);

	/**
	 * Does to the entries in the given slots what a rule says by their headers.
	 * Unreadable entries of ours are given to the rule too; what does not begin as an
	 * entry of ours does is left alone.
	 * @param keys the keys
	 * @param rule decides
	 * @return how many were removed
	 */
	CompletionStage<Long> sweep(Collection<CacheKey> keys, SweepRule rule);

	/**
	 * Walks over all entries of this application, on every shard, at the pace that the
	 * implementation is set to, and does to them what a rule says by their headers. What
	 * does not begin as an entry of ours does is left alone.
	 * @param rule decides
	 * @return what was done, once every entry that was there all the time has been met on
	 * shards that neither failed over nor moved slots; fails if that cannot be said
	 */
	CompletionStage<SweepReport> sweep(SweepRule rule);

	/**
	 * The clock of the server that holds a key, as this node knows it: not earlier than
	 * it really is, but for some milliseconds that two clocks drift apart, and later by a
	 * round trip at most.
	 * @param key the key
	 * @return milliseconds, or empty if it is not known yet
	 */
	OptionalLong serverMillis(CacheKey key);

	/**
	 * Whether there is a connection at this moment, and no breaker keeps calls from it.
	 * Costs nothing.
	 * @return whether a call has a chance
	 */
	boolean isConnected();

	/**
	 * Makes a call to the same server that is not one of this tier's, but without which
	 * one of this tier's has no sense. A tier with a breaker treats it as its own.
	 * @param call the call
	 * @param <T> the type of the answer
	 * @return its answer
	 */
	default <T> CompletionStage<T> preceded(Supplier<CompletionStage<T>> call) {
		return call.get();
	}

	/**
	 * How the circuit breaker in front of this tier stands.
	 * @return the state; closed for ever where there is none
	 */
	default BreakerState breaker() {
		return BreakerState.NONE;
	}

}
