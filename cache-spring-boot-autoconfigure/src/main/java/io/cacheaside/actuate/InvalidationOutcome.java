package io.cacheaside.actuate;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

import io.cacheaside.engine.TargetCount;

/**
 * What came of an operation.
 *
 * @param target what was named
 * @param dryRun whether nothing was done, only counted
 * @param count what would become stale or due, in a dry run
 * @param undeliveredInvalidations how many invalidations of this node Redis has not
 * acknowledged by now; they are in force on this node and are retried
 */
public record InvalidationOutcome(String target, boolean dryRun, @Nullable Count count,
		int undeliveredInvalidations) implements OperationResponseBody {

	/**
	 * What would become stale or due.
	 *
	 * @param remote entries in Redis
	 * @param local entries in this process
	 * @param examined entries in Redis that were looked at
	 * @param complete whether these were all
	 * @param problem what kept it from being complete, other than the time
	 */
	public record Count(long remote, long local, long examined, boolean complete, @Nullable String problem) {

		static Count of(TargetCount count) {
			return new Count(count.remote(), count.local(), count.examined(), count.complete(), count.problem());
		}

	}

}
