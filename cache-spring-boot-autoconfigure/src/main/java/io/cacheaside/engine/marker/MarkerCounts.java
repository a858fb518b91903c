package io.cacheaside.engine.marker;

import java.util.Optional;

import io.cacheaside.Position;

/**
 * How full an index is. Markers that make stale and those that make due are counted
 * together.
 *
 * @param keys markers of single keys
 * @param tags markers of tags
 * @param prefixes markers of caches and of patterns that are a literal text and a star
 * @param globs markers of other patterns
 * @param barriers invalidations of this node that are not acknowledged
 * @param folds how often the oldest markers were folded into coarser ones, since start-up
 * @param floor the newest position to which markers that span caches were folded, empty
 * if none was
 */
public record MarkerCounts(long keys, long tags, long prefixes, long globs, long barriers, long folds,
		Optional<Position> floor) {

	/**
	 * All markers.
	 * @return the number of markers, barriers not included
	 */
	public long total() {
		return this.keys + this.tags + this.prefixes + this.globs;
	}

	/** Both together, with the newer floor. */
	MarkerCounts and(MarkerCounts other) {
		Optional<Position> newer = other.floor.filter((at) -> this.floor.isEmpty() || at.isNewerThan(this.floor.get()))
			.or(() -> this.floor);
		return new MarkerCounts(this.keys + other.keys, this.tags + other.tags, this.prefixes + other.prefixes,
				this.globs + other.globs, this.barriers + other.barriers, this.folds + other.folds, newer);
	}

}
