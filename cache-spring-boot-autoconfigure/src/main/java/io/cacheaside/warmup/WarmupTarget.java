package io.cacheaside.warmup;

import java.lang.reflect.Type;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Where warmed entries go. Safe for use by many threads. */
@FunctionalInterface
public interface WarmupTarget {

	/**
	 * Begins to warm a cache. Called before the source of the entries is read, so that
	 * what is invalidated meanwhile can be told.
	 * @param cacheName the cache
	 * @param valueType the declared generic type of the values, as the methods that read
	 * the cache declare it
	 * @return takes the entries
	 */
	Batches begin(String cacheName, Type valueType);

	/** Takes the entries of one warmer. */
	@FunctionalInterface
	interface Batches {

		/**
		 * Writes entries, pipelined: a warm-up those that are not there yet, a refresh
		 * all.
		 * @param batch the entries, at least one
		 * @return how many were written; fails if the batch could not be written
		 */
		CompletionStage<Long> write(List<WarmupEntry<?>> batch);

	}

}
