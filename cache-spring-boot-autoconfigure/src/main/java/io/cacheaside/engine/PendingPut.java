package io.cacheaside.engine;

import io.cacheaside.key.CacheKey;

/**
 * A put whose value is about to be written to its source.
 *
 * @param key the entry's key
 * @param localKey what the local tier uses as key
 * @param start what was captured before the value was written
 */
public record PendingPut(CacheKey key, Object localKey, LoadStart start) {

	/**
	 * A put whose entry is found in the local tier by its key.
	 * @param key the entry's key, also the local one
	 * @param start what was captured before the value was written
	 * @return the put
	 */
	public static PendingPut of(CacheKey key, LoadStart start) {
		return new PendingPut(key, key, start);
	}

}
