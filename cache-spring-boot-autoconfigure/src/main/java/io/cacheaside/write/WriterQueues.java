package io.cacheaside.write;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.cacheaside.engine.queue.QueueLimits;
import io.cacheaside.engine.queue.WriteQueue;
import io.cacheaside.engine.queue.WriteQueues;

/**
 * The queues of those caches that have a writer. Until it is known which, every cache has
 * one, since a bean may read a cache before the writers exist. Safe for use by many
 * threads.
 */
public final class WriterQueues implements WriteQueues {

	private final ConcurrentMap<String, WriteQueue> queues = new ConcurrentHashMap<>();

	private final Function<String, WriteQueue> source;

	private final QueueLimits limits;

	private volatile @Nullable Set<String> cacheNames;

	/**
	 * Creates the queues.
	 * @param source makes the queue of a cache
	 * @param limits how much may wait in each
	 */
	public WriterQueues(Function<String, WriteQueue> source, QueueLimits limits) {
		this.source = source;
		this.limits = limits;
	}

	/**
	 * Tells which caches have a writer.
	 * @param cacheNames their names
	 */
	public void only(Set<String> cacheNames) {
		this.cacheNames = Set.copyOf(cacheNames);
	}

	@Override
	public @Nullable WriteQueue queue(String cacheName) {
		Set<String> known = this.cacheNames;
		return (known == null || known.contains(cacheName)) ? this.queues.computeIfAbsent(cacheName, this.source)
				: null;
	}

	@Override
	public QueueLimits limits() {
		return this.limits;
	}

}
