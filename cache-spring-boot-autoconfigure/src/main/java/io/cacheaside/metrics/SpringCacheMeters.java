package io.cacheaside.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.cache.CacheMeterBinder;
import org.jspecify.annotations.Nullable;

import io.cacheaside.CacheSettings;
import io.cacheaside.engine.CacheRegion;
import io.cacheaside.engine.CacheStatistics;
import io.cacheaside.engine.EngineListener;

/**
 * Spring Boot's own family of cache meters ({@code cache.gets} and so on) for each cache
 * when it comes into being, so that existing dashboards go on working. Boot itself binds
 * only the caches that are there at start-up.
 */
public final class SpringCacheMeters implements EngineListener {

	private final MeterRegistry registry;

	private final String cacheManagerName;

	/**
	 * Creates the listener.
	 * @param registry where the meters go
	 * @param cacheManagerName the bean name of the cache manager, which Boot labels its
	 * meters with
	 */
	public SpringCacheMeters(MeterRegistry registry, String cacheManagerName) {
		this.registry = registry;
		this.cacheManagerName = cacheManagerName;
	}

	@Override
	public void cacheCreated(CacheRegion cache) {
		CacheSettings settings = cache.settings();
		if (settings.enabled()) {
			Tags tags = Tags.of("cache.manager", this.cacheManagerName, "name", settings.name());
			new StatisticsBinder(settings.name(), cache.statistics(), tags).bindTo(this.registry);
		}
	}

	private static final class StatisticsBinder extends CacheMeterBinder<CacheStatistics> {

		private final CacheStatistics statistics;

		StatisticsBinder(String cacheName, CacheStatistics statistics, Iterable<Tag> tags) {
			super(statistics, cacheName, tags);
			this.statistics = statistics;
		}

		@Override
		protected @Nullable Long size() {
			return null;
		}

		@Override
		protected long hitCount() {
			return this.statistics.localHits() + this.statistics.remoteHits();
		}

		@Override
		protected Long missCount() {
			return this.statistics.misses();
		}

		@Override
		protected @Nullable Long evictionCount() {
			return null;
		}

		@Override
		protected long putCount() {
			return this.statistics.puts();
		}

		@Override
		protected void bindImplementationSpecificMetrics(MeterRegistry registry) {
			// Ours have names of their own.
		}

	}

}
