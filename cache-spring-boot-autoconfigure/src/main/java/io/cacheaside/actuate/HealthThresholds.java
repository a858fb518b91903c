package io.cacheaside.actuate;

import java.time.Duration;

/**
 * From when on the cache counts as degraded. Each is the last value that is well.
 *
 * @param window how far back calls count
 * @param minimumCalls how many there have to be in the window for a rate to count
 * @param hitRate share of the calls of a cache that it has to answer, from 0 to 1
 * @param errorRate share of the operations on Redis that may fail, from 0 to 1
 * @param latency how long an operation on Redis may take on the average
 * @param memory share of its memory that Redis may use, from 0 to 1
 * @param evictions how many keys Redis may drop for want of room, for each entry stored
 * @param logLag for how long this node may not know what is in the invalidation log
 * @param writeAge for how long a write may wait for its source
 */
public record HealthThresholds(Duration window, int minimumCalls, double hitRate, double errorRate, Duration latency,
		double memory, double evictions, Duration logLag, Duration writeAge) {

}
