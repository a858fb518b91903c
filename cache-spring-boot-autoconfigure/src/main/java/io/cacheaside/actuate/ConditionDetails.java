package io.cacheaside.actuate;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.cacheaside.engine.OutboxStatistics;
import io.cacheaside.engine.RemoteMemory;
import io.cacheaside.engine.log.FollowerState;
import io.cacheaside.engine.marker.MarkerCounts;
import io.cacheaside.engine.queue.Taken;

/** The figures behind a condition, as health shows them by name. */
final class ConditionDetails {

	private ConditionDetails() {
	}

	/**
	 * Where this node stands in the log.
	 * @return the details; what has never been, or is not, is left out
	 */
	static Map<String, Object> of(FollowerState log) {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("applied", Texts.of(log.applied()));
		details.put("lagMillis", log.lagMillis());
		putMillis(details, "lastProofMillis", log.proofAgeNanos());
		details.put("localTrusted", log.trustsLocal());
		details.put("loading", log.loading());
		putMillis(details, "outageMillis", log.outageNanos());
		details.put("gaps", log.counts().gaps());
		return details;
	}

	/**
	 * What this node remembers.
	 * @return the counts by kind; the floor is left out if there is none
	 */
	static Map<String, Object> of(MarkerCounts markers) {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("keys", markers.keys());
		details.put("tags", markers.tags());
		details.put("prefixes", markers.prefixes());
		details.put("globs", markers.globs());
		details.put("barriers", markers.barriers());
		details.put("folds", markers.folds());
		markers.floor().ifPresent((floor) -> details.put("floor", Texts.of(floor)));
		return details;
	}

	/**
	 * What the outbox does.
	 * @return the counts; what waits is left out where another node looks
	 */
	static Map<String, Object> of(OutboxStatistics outbox) {
		Map<String, Object> details = new LinkedHashMap<>();
		if (outbox.waiting() >= 0) {
			details.put("waiting", outbox.waiting());
		}
		details.put("drained", outbox.drained());
		details.put("uncovered", outbox.uncovered());
		return details;
	}

	/**
	 * How the queues of writes stand.
	 * @return the details by cache; what is kept is left out if there is none, and the
	 * rest where another node looks
	 */
	static Map<String, Object> of(Map<String, Taken> queues, Map<String, Integer> kept) {
		Map<String, Map<String, Object>> caches = new LinkedHashMap<>();
		queues.forEach((cache, queue) -> caches.put(cache, of(queue)));
		kept.forEach(
				(cache, count) -> caches.computeIfAbsent(cache, (name) -> new LinkedHashMap<>()).put("kept", count));
		return new LinkedHashMap<>(caches);
	}

	private static Map<String, Object> of(Taken queue) {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("queued", queue.length());
		details.put("oldestMillis", queue.oldest().toMillis());
		details.put("deadLetters", queue.deadLetters());
		return details;
	}

	/**
	 * How full Redis is.
	 * @return the figures; limit and share are left out if there is no limit
	 */
	static Map<String, Object> of(RemoteMemory memory) {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("usedBytes", memory.usedBytes());
		if (memory.limitBytes() > 0) {
			details.put("limitBytes", memory.limitBytes());
		}
		if (memory.fullest() > 0) {
			details.put("share", Reason.share(memory.fullest()));
		}
		details.put("evictedKeys", memory.evictedKeys());
		details.put("evictionPolicy", memory.evictionPolicy());
		return details;
	}

	/**
	 * What went through the caches lately.
	 * @return the figures; rates are left out where there is nothing they would be of
	 */
	static Map<String, Object> of(Traffic traffic) {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("calls", traffic.calls().count());
		traffic.calls().hitRate().ifPresent((rate) -> details.put("hitRate", Reason.share(rate)));
		details.put("operations", traffic.operations().count());
		traffic.operations().errorRate().ifPresent((rate) -> details.put("errorRate", Reason.share(rate)));
		traffic.operations().latency().ifPresent((mean) -> details.put("meanLatency", Reason.millis(mean)));
		return details;
	}

	private static void putMillis(Map<String, Object> details, String name, long nanos) {
		if (nanos >= 0) {
			details.put(name, TimeUnit.NANOSECONDS.toMillis(nanos));
		}
	}

}
