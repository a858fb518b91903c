package io.cacheaside.springcache;

import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;

import io.cacheaside.engine.CacheEngine;
import io.cacheaside.key.KeyEncoder;

/**
 * Spring's cache manager on the engine. Every cache of the engine is one of its caches;
 * others are made on demand unless only declared ones may exist. Safe for use by many
 * threads.
 */
public final class CacheAsideCacheManager implements CacheManager {

	private final CacheEngine engine;

	private final KeyEncoder keys;

	private final Predicate<String> mayExist;

	private final ConcurrentMap<String, Cache> caches = new ConcurrentHashMap<>();

	/**
	 * Creates the manager.
	 * @param engine the engine
	 * @param keys turns keys into text
	 * @param mayExist whether a cache of a name may be made on demand
	 */
	public CacheAsideCacheManager(CacheEngine engine, KeyEncoder keys, Predicate<String> mayExist) {
		this.engine = engine;
		this.keys = keys;
		this.mayExist = mayExist;
	}

	@Override
	public @Nullable Cache getCache(String name) {
		Cache cache = this.caches.get(name);
		if (cache != null) {
			return cache;
		}
		return this.mayExist.test(name) ? this.caches.computeIfAbsent(name, this::createCache) : null;
	}

	@Override
	public Collection<String> getCacheNames() {
		return this.engine.regions().stream().map((region) -> region.settings().name()).sorted().toList();
	}

	private Cache createCache(String name) {
		return new CacheAsideCache(this.engine.region(name), this.keys);
	}

	CacheEngine engine() {
		return this.engine;
	}

}
