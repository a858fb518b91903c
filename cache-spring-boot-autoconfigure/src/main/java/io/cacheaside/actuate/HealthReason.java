package io.cacheaside.actuate;

import java.util.Locale;

/** Why the cache helps less than it could. The names are stable. */
public enum HealthReason {

	/** Redis did not answer. */
	UNREACHABLE,

	/** The circuit breaker keeps calls from Redis. */
	BREAKER_OPEN,

	/** Invalidations are not acknowledged. */
	UNDELIVERED,

	/** This node cannot prove that it is current. */
	NOT_CURRENT,

	/** This node is behind the log. */
	LOG_LAG,

	/** Markers were folded into a floor. */
	FOLDED,

	/** Committed writes are not acknowledged. */
	KEPT_WRITES,

	/** Writes were given up. */
	DEAD_LETTERS,

	/** Writes have waited too long for their source. */
	WRITE_AGE,

	/** Invalidations wait in the outbox past their delay. */
	OUTBOX,

	/** Redis is full. */
	MEMORY,

	/** Caches answer too few of their calls. */
	HIT_RATE,

	/** Operations on Redis fail. */
	ERROR_RATE,

	/** Operations on Redis take long. */
	LATENCY,

	/** Redis drops entries for want of room. */
	EVICTIONS;

	private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

	/**
	 * The name in health.
	 * @return the name in lower case, with hyphens
	 */
	public String label() {
		return this.label;
	}

}
