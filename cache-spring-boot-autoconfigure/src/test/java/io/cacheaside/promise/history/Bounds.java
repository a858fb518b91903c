package io.cacheaside.promise.history;

import java.time.Duration;

/**
 * What the nodes of a history promise.
 *
 * @param maxStaleness how long after its invalidation is in the log a value may be served
 * @param outageStaleness how long the local tier may go on while Redis cannot be reached
 * @param allowance what is granted on top to those who measure
 */
record Bounds(Duration maxStaleness, Duration outageStaleness, Duration allowance) {

	/** The bound in normal operation. */
	long strictNanos() {
		return this.maxStaleness.plus(this.allowance).toNanos();
	}

	/** The bound since Redis could not be reached any more; not above the former if 0. */
	long outageNanos() {
		return this.outageStaleness.isZero() ? 0 : this.outageStaleness.plus(this.allowance).toNanos();
	}

}
