package io.cacheaside.write;

import java.util.List;

/**
 * Writes the values of one cache to their source, some time after the methods that made
 * them have returned. A bean of the application; one for each cache that
 * {@link io.cacheaside.annotation.WriteBehind @WriteBehind} names. Called by one thread
 * at a time, on the node that is elected for the cache.
 *
 * @param <V> the type of the values, that of the annotated methods or wider
 */
public interface WriteBehindWriter<V> {

	/**
	 * The cache whose values it writes.
	 * @return the name, the same at each call
	 */
	String cacheName();

	/**
	 * Writes a batch, all of it or, if it throws, as much as it likes: what it was given
	 * comes again then. It may come again in any case, since the node may die before the
	 * queue hears of it. For each key the newest value comes, and writes of one key come
	 * in their order, unless a node that was paused in the middle of a batch goes on
	 * after another one was elected: a source that keeps the largest token that it has
	 * seen of a key, and refuses smaller ones, is safe from that, too.
	 * @param batch the writes, each key once
	 * @throws Exception if not all of them were written
	 */
	void write(List<PendingWrite<V>> batch) throws Exception;

}
