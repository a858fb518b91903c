package io.cacheaside.report;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import io.cacheaside.CacheLayer;
import io.cacheaside.engine.CacheOperation;
import io.cacheaside.engine.CacheRegion;
import io.cacheaside.engine.EngineListener;

/**
 * Remembers how long the operations and the loads of each cache take, and has the use of
 * its keys watched. Safe for use by many threads.
 */
public final class ReportListener implements EngineListener {

	private final ConcurrentMap<String, CacheTimes> times = new ConcurrentHashMap<>();

	@Override
	public void cacheCreated(CacheRegion cache) {
		if (cache.settings().enabled()) {
			cache.uses().watch();
		}
	}

	@Override
	public void operationEnded(String cacheName, CacheLayer layer, CacheOperation operation, Duration duration) {
		if (layer == CacheLayer.REMOTE) {
			timesOf(cacheName).operationEnded(operation, duration);
		}
	}

	@Override
	public void loadEnded(String cacheName, Duration duration) {
		timesOf(cacheName).loadEnded(duration);
	}

	CacheTimes timesOf(String cacheName) {
		CacheTimes known = this.times.get(cacheName);
		return (known != null) ? known : this.times.computeIfAbsent(cacheName, (name) -> new CacheTimes());
	}

}
