package io.cacheaside.engine;

import io.cacheaside.Position;

/**
 * What is captured before a source is read, so that it can be told afterwards what the
 * read may have missed.
 *
 * @param position how far this node had applied the log
 * @param version the version of the marker index
 * @param drops the count of dropped markers; negative if nothing was captured in time, so
 * that what was read must not be kept
 * @param nanos when, on the engine's monotonic clock
 */
public record LoadStart(Position position, long version, long drops, long nanos) {

	/**
	 * Nothing was captured in time: what is read may be older than anything that could be
	 * told, and is given to its caller only.
	 */
	public static final LoadStart UNKNOWN = new LoadStart(Position.NONE, 0, -1, 0);

}
