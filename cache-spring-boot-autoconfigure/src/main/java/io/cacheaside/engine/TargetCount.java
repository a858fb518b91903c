package io.cacheaside.engine;

import org.jspecify.annotations.Nullable;

/**
 * How much an invalidation would make stale.
 *
 * @param remote how many entries of the remote tier, as far as it was walked over; about,
 * since entries come and go meanwhile
 * @param local how many entries of this process
 * @param examined how many entries of the remote tier were looked at
 * @param complete whether these were all
 * @param problem what kept it from being complete, {@code null} if only the time did
 */
public record TargetCount(long remote, long local, long examined, boolean complete, @Nullable String problem) {

}
