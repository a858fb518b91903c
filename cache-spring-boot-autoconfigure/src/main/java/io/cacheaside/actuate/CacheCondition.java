package io.cacheaside.actuate;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import io.cacheaside.engine.CacheEngine;
import io.cacheaside.engine.OutboxStatistics;
import io.cacheaside.engine.RemoteMemory;
import io.cacheaside.engine.log.FollowerState;
import io.cacheaside.engine.marker.MarkerCounts;
import io.cacheaside.engine.queue.Taken;

/**
 * How well the cache can do its work at one moment.
 *
 * @param undelivered how many invalidations Redis has not acknowledged
 * @param log how this node stands to the invalidation log
 * @param markers what it knows to be invalidated
 * @param outbox how the outbox does
 * @param writes how the queues of writes stand that this node looks at, by cache
 * @param kept how many committed writes this node keeps since Redis has not acknowledged
 * them, by cache that has some
 * @param memory the memory of Redis, if it is told
 * @param traffic what went through the caches lately, if that is known yet
 */
record CacheCondition(int undelivered, FollowerState log, MarkerCounts markers, OutboxStatistics outbox,
		Map<String, Taken> writes, Map<String, Integer> kept, Optional<RemoteMemory> memory,
		Optional<Traffic> traffic) {

	/**
	 * The condition now.
	 * @param sources what it is told from
	 * @param memory the memory of Redis, if it is told
	 * @param traffic what went through the caches lately, if that is known yet
	 * @return the condition
	 */
	static CacheCondition of(HealthSources sources, Optional<RemoteMemory> memory, Optional<Traffic> traffic) {
		CacheEngine engine = sources.engine();
		return new CacheCondition(engine.undeliveredInvalidations(), engine.log(), engine.markers(),
				sources.outbox().statistics(), writes(sources), kept(sources), memory, traffic);
	}

	private static Map<String, Taken> writes(HealthSources sources) {
		Map<String, Taken> writes = new LinkedHashMap<>();
		sources.writes().get().forEach((cache, statistics) -> {
			Taken seen = statistics.seen();
			if (seen != null) {
				writes.put(cache, seen);
			}
		});
		return writes;
	}

	private static Map<String, Integer> kept(HealthSources sources) {
		Map<String, Integer> kept = new LinkedHashMap<>();
		sources.writes().get().forEach((cache, statistics) -> {
			int count = statistics.kept();
			if (count > 0) {
				kept.put(cache, count);
			}
		});
		return kept;
	}

}
