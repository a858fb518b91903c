package io.cacheaside.engine.use;

import io.cacheaside.engine.use.Distribution.Summary;

/**
 * How the lives of the values of the sampled keys ended, as far as this node has seen.
 *
 * @param expired whose time was over
 * @param unread of those, how many nobody had read
 * @param returned of those, how many a call asked for afterwards
 * @param compared of those, how many were loaded anew and stored
 * @param unchanged of those, how many had the same value again
 * @param invalidated ended by an invalidation
 * @param ttlMillis the times to live that values were stored with, those without left out
 * @param usedMillis how long expired values had been read, from the store to the last
 * hit; unread ones left out
 * @param returnedMillis how long after the store expired values were asked for again
 */
public record Lives(long expired, long unread, long returned, long compared, long unchanged, long invalidated,
		Summary ttlMillis, Summary usedMillis, Summary returnedMillis) {

	/** None at all. */
	public static final Lives NONE = new Lives(0, 0, 0, 0, 0, 0, Summary.NONE, Summary.NONE, Summary.NONE);

}
