package io.cacheaside.engine;

import java.time.Duration;

import io.cacheaside.TimeToLive;
import io.cacheaside.key.CacheKey;

/**
 * One entry to be stored in a slot that is leased to its load.
 *
 * @param key its key
 * @param token the token of the lease
 * @param entry its bytes, header and payload; its times are set by the server that stores
 * it; not copied, so not to be changed afterwards
 * @param ttl how long its time is
 * @param grace for how long the server keeps it after that
 */
public record EntryWrite(CacheKey key, LeaseToken token, byte[] entry, TimeToLive ttl, Duration grace) {

	/**
	 * An entry that is gone when its time is over.
	 * @param key its key
	 * @param token the token of the lease
	 * @param entry its bytes
	 * @param ttl how long the server keeps it
	 */
	public EntryWrite(CacheKey key, LeaseToken token, byte[] entry, TimeToLive ttl) {
		this(key, token, entry, ttl, Duration.ZERO);
	}

}
