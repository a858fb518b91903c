package io.cacheaside.autoconfigure;

import java.time.Duration;
import java.util.List;

import io.cacheaside.CacheLayer;
import io.cacheaside.CacheSettings;
import io.cacheaside.engine.CacheOperation;
import io.cacheaside.engine.CacheStatistics;
import io.cacheaside.engine.EngineListener;

/** Tells several listeners. */
record CompositeEngineListener(List<EngineListener> listeners) implements EngineListener {

	CompositeEngineListener {
		listeners = List.copyOf(listeners);
	}

	@Override
	public void cacheCreated(CacheSettings settings, CacheStatistics statistics) {
		this.listeners.forEach((listener) -> listener.cacheCreated(settings, statistics));
	}

	@Override
	public void operationEnded(String cacheName, CacheLayer layer, CacheOperation operation, Duration duration) {
		this.listeners.forEach((listener) -> listener.operationEnded(cacheName, layer, operation, duration));
	}

	@Override
	public void loadEnded(String cacheName, Duration duration) {
		this.listeners.forEach((listener) -> listener.loadEnded(cacheName, duration));
	}

}
