package io.cacheaside.engine;

import java.util.concurrent.CompletionStage;

import io.cacheaside.Position;

/**
 * The ordered log of invalidations that all nodes read. Safe for use by many threads.
 */
public interface InvalidationLog extends PositionSource {

	/**
	 * Appends one entry.
	 * @param invalidation what became invalid, as one entry however many targets it has
	 * @return the position of the entry, when the log has acknowledged it
	 */
	CompletionStage<Position> append(Invalidation invalidation);

}
