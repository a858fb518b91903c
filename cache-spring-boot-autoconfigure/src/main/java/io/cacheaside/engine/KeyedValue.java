package io.cacheaside.engine;

import org.jspecify.annotations.Nullable;

import io.cacheaside.PutOptions;
import io.cacheaside.key.CacheKey;

/**
 * One of several values to be stored.
 *
 * @param key its key
 * @param value the value, possibly {@code null}
 * @param options time to live and tags
 */
public record KeyedValue(CacheKey key, @Nullable Object value, PutOptions options) {
}
