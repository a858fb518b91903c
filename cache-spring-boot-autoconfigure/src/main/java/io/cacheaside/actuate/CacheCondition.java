package io.cacheaside.actuate;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.cacheaside.Position;
import io.cacheaside.engine.CacheEngine;
import io.cacheaside.engine.log.FollowerState;
import io.cacheaside.engine.marker.MarkerCounts;

/**
 * How well the cache can do its work at one moment, as long as Redis answers.
 *
 * @param undelivered how many invalidations Redis has not acknowledged
 * @param log how this node stands to the invalidation log
 * @param markers what it knows to be invalidated
 */
record CacheCondition(int undelivered, FollowerState log, MarkerCounts markers) {

	/**
	 * The condition of an engine now.
	 * @param engine the engine
	 * @return its condition
	 */
	static CacheCondition of(CacheEngine engine) {
		return new CacheCondition(engine.undeliveredInvalidations(), engine.log(), engine.markers());
	}

	/**
	 * The condition in a word.
	 * @return {@code loading} while nothing cached is used, {@code degraded} while less
	 * is used than there is, else {@code healthy}
	 */
	String state() {
		if (this.log.loading()) {
			return "loading";
		}
		boolean complete = this.undelivered == 0 && this.log.trustsRemote() && this.markers.floor().isEmpty();
		return complete ? "healthy" : "degraded";
	}

	/**
	 * Where this node stands in the log.
	 * @return the details by name; what has never been, or is not, is left out
	 */
	Map<String, Object> logDetails() {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("applied", text(this.log.applied()));
		details.put("lagMillis", this.log.lagMillis());
		putMillis(details, "lastProofMillis", this.log.proofAgeNanos());
		details.put("localTrusted", this.log.trustsLocal());
		details.put("loading", this.log.loading());
		putMillis(details, "outageMillis", this.log.outageNanos());
		details.put("gaps", this.log.counts().gaps());
		return details;
	}

	/**
	 * What this node remembers.
	 * @return the counts by kind; the floor is left out if there is none
	 */
	Map<String, Object> markerDetails() {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("keys", this.markers.keys());
		details.put("tags", this.markers.tags());
		details.put("prefixes", this.markers.prefixes());
		details.put("globs", this.markers.globs());
		details.put("barriers", this.markers.barriers());
		details.put("folds", this.markers.folds());
		this.markers.floor().ifPresent((floor) -> details.put("floor", text(floor)));
		return details;
	}

	private static void putMillis(Map<String, Object> details, String name, long nanos) {
		if (nanos >= 0) {
			details.put(name, TimeUnit.NANOSECONDS.toMillis(nanos));
		}
	}

	/** As Redis spells the ID of a stream's entry. */
	private static String text(Position position) {
		return position.millis() + "-" + position.sequence();
	}

}
