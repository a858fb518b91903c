package io.cacheaside.autoconfigure;

import org.springframework.boot.context.properties.bind.DefaultValue;

import io.cacheaside.actuate.HealthThresholds;

/**
 * From when on the cache counts as degraded. Never makes an application that serves fail
 * its liveness.
 *
 * @param window how far back calls count
 * @param minimumCalls how many calls there have to be in the window for a rate to count
 * @param hitRate share of calls, from 0 to 1, that the cache has to answer
 * @param errorRate share of operations on Redis, from 0 to 1, that may fail
 * @param latency how long an operation on Redis may take on the average
 * @param memory share of its memory, from 0 to 1, that Redis may use
 * @param evictions how many keys Redis may drop for want of room, for each entry that
 * this node stored
 * @param logLag for how long this node may not know what is in the invalidation log
 * @param writeAge for how long a write may wait for its source
 */
record HealthProperties(@DefaultValue("1m") Timespan window, @DefaultValue("100") int minimumCalls,
		@DefaultValue("0.6") double hitRate, @DefaultValue("0.05") double errorRate,
		@DefaultValue("10ms") Timespan latency, @DefaultValue("0.9") double memory,
		@DefaultValue("0.1") double evictions, @DefaultValue("1s") Timespan logLag,
		@DefaultValue("1m") Timespan writeAge) {

	HealthProperties {
		requireShare("hit-rate", hitRate);
		requireShare("error-rate", errorRate);
		requireShare("memory", memory);
		if (!(evictions >= 0)) {
			throw new IllegalArgumentException("evictions must not be negative, but was " + evictions);
		}
		if (minimumCalls < 1) {
			throw new IllegalArgumentException("minimum-calls must be positive, but was " + minimumCalls);
		}
		if (window.duration().isZero()) {
			throw new IllegalArgumentException("window must be positive");
		}
	}

	HealthThresholds thresholds() {
		return new HealthThresholds(this.window.duration(), this.minimumCalls, this.hitRate, this.errorRate,
				this.latency.duration(), this.memory, this.evictions, this.logLag.duration(), this.writeAge.duration());
	}

	private static void requireShare(String name, double value) {
		if (!(value >= 0 && value <= 1)) {
			throw new IllegalArgumentException(name + " must be from 0 to 1, but was " + value);
		}
	}

}
