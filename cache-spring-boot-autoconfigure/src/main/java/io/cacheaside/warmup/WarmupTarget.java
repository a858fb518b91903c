package io.cacheaside.warmup;

import java.lang.reflect.Type;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Where warmed entries go. Safe for use by many threads. */
@FunctionalInterface
public interface WarmupTarget {

	/**
	 * Writes those entries that are not there yet, pipelined.
	 * @param cacheName the cache
	 * @param valueType the declared generic type of the values, as the methods that read
	 * the cache declare it
	 * @param batch the entries, at least one
	 * @return how many were written; fails if the batch could not be written
	 */
	CompletionStage<Long> putAllIfAbsent(String cacheName, Type valueType, List<WarmupEntry<?>> batch);

}
