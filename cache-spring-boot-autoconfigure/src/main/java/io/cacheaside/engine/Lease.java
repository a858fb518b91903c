package io.cacheaside.engine;

import java.time.Duration;

import io.cacheaside.key.CacheKey;

/**
 * A slot taken for one load.
 *
 * @param key the entry's key
 * @param token the load's token, also in the bytes
 * @param bytes an entry that holds the lease alone, with the position of the load; not
 * copied, so not to be changed afterwards
 * @param term how long the server keeps it unless it is extended
 */
public record Lease(CacheKey key, LeaseToken token, byte[] bytes, Duration term) {

	/**
	 * For how long nobody loads a value anew after a load of it has failed, while the old
	 * one is there.
	 */
	public static final Duration REST = Duration.ofSeconds(5);

}
