package io.cacheaside.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.cacheaside.CacheLayer;
import io.cacheaside.engine.BreakerState;
import io.cacheaside.engine.CacheOperation;
import io.cacheaside.engine.CacheRegion;
import io.cacheaside.engine.EngineListener;

/** Tells several listeners. What one of them throws is logged and hurts nobody else. */
record CompositeEngineListener(List<EngineListener> listeners) implements EngineListener {

	private static final Logger logger = LoggerFactory.getLogger(CompositeEngineListener.class);

	CompositeEngineListener {
		listeners = List.copyOf(listeners);
	}

	@Override
	public void cacheCreated(CacheRegion cache) {
		tell((listener) -> listener.cacheCreated(cache));
	}

	@Override
	public void operationEnded(String cacheName, CacheLayer layer, CacheOperation operation, Duration duration) {
		tell((listener) -> listener.operationEnded(cacheName, layer, operation, duration));
	}

	@Override
	public void loadEnded(String cacheName, Duration duration) {
		tell((listener) -> listener.loadEnded(cacheName, duration));
	}

	@Override
	public void breakerChanged(BreakerState.Phase phase) {
		tell((listener) -> listener.breakerChanged(phase));
	}

	private void tell(Consumer<EngineListener> message) {
		for (EngineListener listener : this.listeners) {
			try {
				message.accept(listener);
			}
			catch (RuntimeException ex) {
				logger.warn("A listener of the cache failed", ex);
			}
		}
	}

}
