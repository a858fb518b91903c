package io.cacheaside.engine;

import java.util.concurrent.CompletionStage;

/** Carries out invalidations. What every driver needs of the engine to evict. */
public interface Invalidator {

	/**
	 * Invalidates the targets in every tier.
	 * @param invalidation what became invalid
	 * @return completes when it is in force and Redis has it, or, if Redis cannot be
	 * reached, as {@code cacheaside.coherence.on-unreachable} says: normally once it is
	 * in force on this node and queued, or with a
	 * {@link io.cacheaside.CacheUnavailableException}
	 */
	CompletionStage<Void> invalidate(Invalidation invalidation);

	/**
	 * Invalidates the targets in every tier, and tells of the acknowledgement, too.
	 * @param invalidation what became invalid
	 * @return how it goes
	 */
	default Delivery deliver(Invalidation invalidation) {
		CompletionStage<Void> done = invalidate(invalidation);
		return new Delivery(done, done);
	}

}
