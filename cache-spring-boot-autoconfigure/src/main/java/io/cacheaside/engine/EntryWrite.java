package io.cacheaside.engine;

import io.cacheaside.TimeToLive;
import io.cacheaside.key.CacheKey;

/**
 * One entry to be written.
 *
 * @param key its key
 * @param entry its bytes, header and payload; not copied, so not to be changed afterwards
 * @param ttl how long the server keeps it
 */
public record EntryWrite(CacheKey key, byte[] entry, TimeToLive ttl) {
}
