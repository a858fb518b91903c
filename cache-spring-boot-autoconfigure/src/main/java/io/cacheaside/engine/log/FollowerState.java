package io.cacheaside.engine.log;

import java.util.concurrent.TimeUnit;

import io.cacheaside.Position;

/**
 * How a node stands to the log at one moment.
 *
 * @param applied the last position it has applied
 * @param end the end of the log as it was last shown
 * @param trustsLocal whether the local tier may answer
 * @param trustsRemote whether the remote tier may answer without asking the log first
 * @param loading whether it loads the log, at the start or after a gap
 * @param proofAgeNanos how long ago it was last proved to be current, -1 if never since
 * it loaded the log
 * @param outageNanos for how long Redis has been known to be out of reach, -1 if it is
 * not
 * @param drops how often markers were dropped
 * @param counts what happened since start-up
 */
public record FollowerState(Position applied, Position end, boolean trustsLocal, boolean trustsRemote, boolean loading,
		long proofAgeNanos, long outageNanos, long drops, Counts counts) {

	/**
	 * For how long at most it has not known what is in the log by now: no longer than
	 * between the last entry applied and the end of the log, by the server's own times,
	 * and no longer than since it was proved to be current.
	 * @return milliseconds; 0 if nothing is known that is not applied
	 */
	public long lagMillis() {
		if (this.applied.epoch() != this.end.epoch()) {
			return 0;
		}
		long distance = Math.max(0, this.end.millis() - this.applied.millis());
		return (this.proofAgeNanos < 0) ? distance
				: Math.min(distance, TimeUnit.NANOSECONDS.toMillis(this.proofAgeNanos));
	}

	/**
	 * What happened since start-up.
	 *
	 * @param gaps how often it could not go on from where it was
	 * @param loads how often it loaded the log
	 * @param epochs how often the epoch was another one then
	 * @param unreadable entries that could not be read
	 * @param failures exchanges that failed
	 */
	public record Counts(long gaps, long loads, long epochs, long unreadable, long failures) {

	}

}
