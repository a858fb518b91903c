package io.cacheaside.engine;

import org.jspecify.annotations.Nullable;

import io.cacheaside.key.CacheKey;

/**
 * One entry to be stored without a lease, in a slot that still holds what was seen there,
 * and in bounded time. All times are milliseconds of the clock of the server that holds
 * the slot, as this node knows it.
 *
 * @param key its key
 * @param entry its bytes, header and payload, with its times; not copied, so not to be
 * changed afterwards
 * @param keptUntil until when the server keeps it, 0 for no limit
 * @param seen bytes of the slot as they were read, at least as many as a fixed header has
 * or all there are; {@code null} if the slot is to be empty
 * @param untilMillis until when it may be stored
 */
public record UnleasedWrite(CacheKey key, byte[] entry, long keptUntil, byte @Nullable [] seen, long untilMillis) {
}
