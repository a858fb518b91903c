package io.cacheaside.actuate;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

import io.cacheaside.TimeToLive;
import io.cacheaside.engine.CacheEngine;
import io.cacheaside.engine.CacheRegion;
import io.cacheaside.engine.CacheStatistics;
import io.cacheaside.engine.log.FollowerState;
import io.cacheaside.engine.marker.MarkerCounts;

/**
 * All caches of a node, and the node.
 *
 * @param caches the caches by name
 * @param node how this node stands
 * @param warmers the names of what can be run to fill caches
 */
public record CachesDescriptor(Map<String, CacheSummary> caches, Node node,
		List<String> warmers) implements OperationResponseBody {

	static CachesDescriptor of(CacheEngine engine, List<String> warmers) {
		Map<String, CacheSummary> caches = new LinkedHashMap<>();
		engine.regions()
			.stream()
			.sorted(Comparator.comparing((region) -> region.settings().name()))
			.forEach((region) -> caches.put(region.settings().name(), CacheSummary.of(region)));
		return new CachesDescriptor(caches, Node.of(engine), warmers);
	}

	/**
	 * A cache in a line.
	 *
	 * @param enabled whether it is used
	 * @param hitRate the share of calls that it has answered since the start, left out
	 * before the first call
	 * @param calls how many calls that were
	 * @param localEntries how many entries this process holds, roughly
	 * @param ttl the time to live of entries whose method names none
	 */
	public record CacheSummary(boolean enabled, @Nullable Double hitRate, long calls, long localEntries, String ttl) {

		static CacheSummary of(CacheRegion region) {
			CacheStatistics statistics = region.statistics();
			long hits = statistics.localHits() + statistics.remoteHits();
			long calls = hits + statistics.misses();
			TimeToLive ttl = region.settings().ttl().atMost(region.settings().maxTtl());
			return new CacheSummary(region.settings().enabled(), (calls > 0) ? (double) hits / calls : null, calls,
					region.local().size(), ttl.toString());
		}

	}

	/**
	 * How a node stands.
	 *
	 * @param state {@code loading}, {@code degraded} if not all that is cached can be
	 * used, else {@code healthy}; health tells more
	 * @param breaker the state of the circuit breaker before Redis
	 * @param undeliveredInvalidations how many invalidations Redis has not acknowledged
	 * @param log how it stands to the invalidation log
	 * @param markers what it knows to be invalidated
	 * @param version the version of this library, left out if it is not packed
	 */
	public record Node(String state, String breaker, int undeliveredInvalidations, Map<String, Object> log,
			Map<String, Object> markers, @Nullable String version) {

		static Node of(CacheEngine engine) {
			FollowerState log = engine.log();
			MarkerCounts markers = engine.markers();
			return new Node(state(engine, log, markers), engine.breaker().phase().label(),
					engine.undeliveredInvalidations(), ConditionDetails.of(log), ConditionDetails.of(markers),
					CacheEngine.class.getPackage().getImplementationVersion());
		}

		private static String state(CacheEngine engine, FollowerState log, MarkerCounts markers) {
			if (log.loading()) {
				return "loading";
			}
			return (engine.isRemoteTrusted() && log.trustsRemote() && markers.floor().isEmpty()) ? "healthy"
					: "degraded";
		}

	}

}
