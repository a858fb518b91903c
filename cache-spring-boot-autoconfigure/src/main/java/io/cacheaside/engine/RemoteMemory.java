package io.cacheaside.engine;

import java.util.Map;
import java.util.OptionalLong;

/**
 * The memory of the server, or of all shards together.
 *
 * @param usedBytes how much is in use
 * @param limitBytes how much may be, 0 if any shard has no limit
 * @param evicted how many keys each shard dropped for want of memory since it started, by
 * a name that it has until it starts anew
 * @param expiredKeys how many keys were dropped because their time was over since then
 * @param evictionPolicy what is dropped when the limit is reached, such as
 * {@code noeviction}; that of the fullest shard
 * @param fullest how much of its limit the fullest shard uses, from 0 to 1, a little more
 * at times; 0 where there is no limit
 */
public record RemoteMemory(long usedBytes, long limitBytes, Map<String, Long> evicted, long expiredKeys,
		String evictionPolicy, double fullest) {

	/** Creates it; the map is copied. */
	public RemoteMemory {
		evicted = Map.copyOf(evicted);
	}

	/**
	 * How many keys were dropped for want of memory.
	 * @return the sum of all shards, which falls when one of them starts anew or leaves
	 */
	public long evictedKeys() {
		return this.evicted.values().stream().mapToLong(Long::longValue).sum();
	}

	/**
	 * How many keys were dropped for want of memory since an earlier answer, never too
	 * many: a shard that was not there then, and one that counts anew, add nothing.
	 * @param earlier the earlier answer
	 * @return the count, empty if no shard is in both answers
	 */
	public OptionalLong evictedSince(RemoteMemory earlier) {
		return this.evicted.entrySet()
			.stream()
			.filter((shard) -> earlier.evicted.containsKey(shard.getKey()))
			.mapToLong((shard) -> Math.max(0, shard.getValue() - earlier.evicted.getOrDefault(shard.getKey(), 0L)))
			.reduce(Long::sum);
	}

}
