package io.cacheaside.engine;

import java.time.Duration;

/**
 * What the sweeper of this node did since start-up.
 *
 * @param elected whether this node is the one that sweeps
 * @param runs whole sweeps that came to their end
 * @param failures looks and sweeps that failed, to be tried again
 * @param examined entries that whole sweeps met
 * @param removed entries removed because they were stale, of another epoch or unreadable
 * @param markersForgotten markers of tags, patterns and caches forgotten beside the log
 * @param lastDuration how long the last whole sweep took, zero without one
 */
public record SweepStatistics(boolean elected, long runs, long failures, long examined, long removed,
		long markersForgotten, Duration lastDuration) {

}
