package io.cacheaside.engine.marker;

import io.cacheaside.Position;

/**
 * An invalidation of this node that is on its way to the log. While it stands, everything
 * that it names is stale, or, if it is named softly, due, whatever its position.
 */
public interface Barrier {

	/**
	 * Puts markers in the place of the barrier, in one step. What began after the barrier
	 * was raised does not count as changed by this. Further calls do nothing.
	 * @param position the position of the log at which the invalidation stands; if it is
	 * of another epoch than the index's, no markers are put, so an index that has to
	 * follow to a new epoch is reset first
	 */
	void lowerTo(Position position);

}
