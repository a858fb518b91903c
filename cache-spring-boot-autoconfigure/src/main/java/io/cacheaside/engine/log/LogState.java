package io.cacheaside.engine.log;

import io.cacheaside.Position;

/**
 * The log at one moment, as told by a server that is master and accepts writes.
 *
 * @param end the last entry, whose position bears the epoch of the log
 * @param swept how far the key markers of this log are known to be swept
 * @param othersSwept how far its other markers are
 * @param serverMillis the server's clock, in milliseconds
 */
public record LogState(LogCursor end, Position swept, Position othersSwept, long serverMillis) {

	/**
	 * The epoch of the log.
	 * @return the epoch
	 */
	public long epoch() {
		return this.end.position().epoch();
	}

}
