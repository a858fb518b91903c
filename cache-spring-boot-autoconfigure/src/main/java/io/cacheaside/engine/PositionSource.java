package io.cacheaside.engine;

import io.cacheaside.Position;

/** Tells how far this node has applied the log. */
@FunctionalInterface
public interface PositionSource {

	/**
	 * The position to stamp on a value whose load begins now.
	 * @return the last position that this node has applied
	 */
	Position applied();

}
