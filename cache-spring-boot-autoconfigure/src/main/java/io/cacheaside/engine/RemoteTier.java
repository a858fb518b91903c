package io.cacheaside.engine;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.key.CacheKey;

/**
 * The tier that all nodes share. Every call returns at once; the stage completes when the
 * server has answered, not before, and fails with any exception if it has not: because
 * there is no connection (then without delay), because it refused, or because the answer
 * did not come in the time that the implementation grants. Safe for use by many threads.
 */
public interface RemoteTier {

	/**
	 * Reads one entry in one round trip.
	 * @param key the key
	 * @return the entry's bytes, or empty if there is none
	 */
	CompletionStage<Optional<byte[]>> read(CacheKey key);

	/**
	 * Reads several entries in one round trip (one per shard).
	 * @param keys the keys
	 * @return the entries' bytes in the order of the keys
	 */
	CompletionStage<List<Optional<byte[]>>> readAll(List<CacheKey> keys);

	/**
	 * Writes an entry, whatever was there.
	 * @param write what to write
	 * @return completes when the server has it
	 */
	CompletionStage<Void> write(EntryWrite write);

	/**
	 * Writes an entry if there is none.
	 * @param write what to write
	 * @return empty if it was written, else the bytes that were there
	 */
	CompletionStage<Optional<byte[]>> writeIfAbsent(EntryWrite write);

	/**
	 * Writes those entries that are not there yet, pipelined.
	 * @param writes what to write
	 * @return how many were written
	 */
	CompletionStage<Long> writeAllIfAbsent(List<EntryWrite> writes);

	/**
	 * Removes entries.
	 * @param keys the keys
	 * @return how many there were
	 */
	CompletionStage<Long> delete(Collection<CacheKey> keys);

	/**
	 * Walks over all entries of this application, on every shard, and removes those that
	 * match a target. What is stored meanwhile may or may not be met.
	 * @param target what to remove; a {@link InvalidationTarget.Key} is removed without a
	 * walk
	 * @return how many were removed
	 */
	CompletionStage<Long> sweep(InvalidationTarget target);

	/**
	 * Whether there is a connection at this moment. Costs nothing.
	 * @return whether a call has a chance
	 */
	boolean isConnected();

}
