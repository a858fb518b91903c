package io.cacheaside.engine.log;

import io.cacheaside.Position;

/**
 * One entry of the log, identified beyond its ID: after a failover that lost entries the
 * new master may give an ID anew.
 *
 * @param position where the entry stands
 * @param nonce the random number that its writer gave it
 */
public record LogCursor(Position position, long nonce) {

	/** Before the first entry of a log that is not known. */
	public static final LogCursor NONE = new LogCursor(Position.NONE, 0);

}
