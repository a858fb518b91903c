package io.cacheaside.engine.marker;

import org.jspecify.annotations.Nullable;

import io.cacheaside.Position;

/**
 * An invalidation that became known.
 *
 * @param index its number in the ring
 * @param sequence the version of the index that first covered it, 0 if an earlier change
 * stands for it
 * @param position where it stands in the log, null while that is not known
 * @param marked what it names
 */
record Change(long index, long sequence, @Nullable Position position, Marked marked) {

	boolean isBetween(Position after, Position before) {
		Position at = this.position;
		return at != null && at.isNewerThan(after) && before.isNewerThan(at);
	}

}
