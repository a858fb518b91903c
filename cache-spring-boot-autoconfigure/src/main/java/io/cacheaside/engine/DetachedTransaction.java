package io.cacheaside.engine;

import java.util.concurrent.CompletionStage;

/**
 * A transaction that belongs to no thread, such as a reactive one. Safe for use by many
 * threads.
 */
public interface DetachedTransaction extends Invalidator {

	/**
	 * Keeps an invalidation until the transaction has ended. All that it keeps is carried
	 * out as one invalidation, unless it was rolled back.
	 * @param invalidation what becomes invalid
	 * @return is complete
	 */
	@Override
	CompletionStage<Void> invalidate(Invalidation invalidation);

	/**
	 * Whether it will invalidate something, so that it must not ask the caches.
	 * @return whether it keeps an invalidation
	 */
	boolean isPending();

}
