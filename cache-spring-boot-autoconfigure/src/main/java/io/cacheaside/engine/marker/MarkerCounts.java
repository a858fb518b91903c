package io.cacheaside.engine.marker;

import java.util.Optional;

import io.cacheaside.Position;

/**
 * How full an index is.
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

}
