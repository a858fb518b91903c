package io.cacheaside.actuate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;

import io.cacheaside.actuate.SettingSources.Method;
import io.cacheaside.actuate.SettingSources.Setting;
import io.cacheaside.engine.CacheRegion;
import io.cacheaside.engine.CacheStatistics;
import io.cacheaside.engine.MissReason;
import io.cacheaside.key.CacheKey;

/**
 * One cache.
 *
 * @param name its name
 * @param summary the cache in a line
 * @param settings what is in force, and where it comes from
 * @param methods the annotated methods that keep their results in it
 * @param statistics what was counted since the start
 * @param hottestKeys the keys in this process that are asked for most, the hottest first
 */
public record CacheDescriptor(String name, CachesDescriptor.CacheSummary summary, List<Setting> settings,
		List<Method> methods, Map<String, Object> statistics,
		List<String> hottestKeys) implements OperationResponseBody {

	private static final int HOTTEST = 20;

	static CacheDescriptor of(CacheRegion region, SettingSources sources) {
		String name = region.settings().name();
		return new CacheDescriptor(name, CachesDescriptor.CacheSummary.of(region), sources.settings(region.settings()),
				sources.methods(name), statistics(region.statistics(), region.local().evictions()),
				region.bulk().hottest(HOTTEST).stream().map(CacheKey::logical).toList());
	}

	private static Map<String, Object> statistics(CacheStatistics counted, long droppedLocally) {
		Map<String, Object> all = new LinkedHashMap<>();
		all.put("localHits", counted.localHits());
		all.put("remoteHits", counted.remoteHits());
		all.put("misses", counted.misses());
		all.put("missReasons", missReasons(counted));
		all.put("waits", counted.waits());
		all.put("loads", counted.loads());
		all.put("failedLoads", counted.failedLoads());
		all.put("refreshes", counted.refreshes());
		all.put("failedRefreshes", counted.failedRefreshes());
		all.put("standIns", counted.standIns());
		all.put("waitingLoads", counted.waitingLoads());
		all.put("delayedLoads", counted.delayedLoads());
		all.put("softTimeouts", counted.softTimeouts());
		all.put("hardTimeouts", counted.hardTimeouts());
		all.put("puts", counted.puts());
		all.put("refusedPuts", counted.refusedPuts());
		all.put("localBypasses", counted.localBypasses());
		all.put("localEvictions", droppedLocally);
		all.put("evictions", counted.evictions());
		all.put("clears", counted.clears());
		all.put("failures", counted.failures());
		all.put("undecodable", counted.undecodable());
		all.put("unencodable", counted.unencodable());
		all.put("oversized", counted.oversized());
		return all;
	}

	private static Map<String, Long> missReasons(CacheStatistics counted) {
		Map<String, Long> reasons = new LinkedHashMap<>();
		for (MissReason reason : MissReason.values()) {
			reasons.put(reason.label(), counted.misses(reason));
		}
		return reasons;
	}

}
