package io.cacheaside.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.cacheaside.CacheLayer;
import io.cacheaside.engine.BreakerState;
import io.cacheaside.engine.CacheOperation;
import io.cacheaside.engine.CacheRegion;
import io.cacheaside.engine.EngineListener;
import io.cacheaside.engine.InvalidationOrigin;
import io.cacheaside.engine.ObservedWork;

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
	public ObservedWork operationAnnounced(String cacheName, CacheOperation operation) {
		return observed((listener) -> listener.operationAnnounced(cacheName, operation));
	}

	@Override
	public void operationEnded(String cacheName, CacheLayer layer, CacheOperation operation, Duration duration) {
		tell((listener) -> listener.operationEnded(cacheName, layer, operation, duration));
	}

	@Override
	public ObservedWork loadAnnounced(String cacheName) {
		return observed((listener) -> listener.loadAnnounced(cacheName));
	}

	@Override
	public void loadEnded(String cacheName, Duration duration) {
		tell((listener) -> listener.loadEnded(cacheName, duration));
	}

	@Override
	public void readsWatched(CacheRegion cache) {
		tell((listener) -> listener.readsWatched(cache));
	}

	@Override
	public void staleRead(String cacheName, Duration age) {
		tell((listener) -> listener.staleRead(cacheName, age));
	}

	@Override
	public void invalidationApplied(InvalidationOrigin origin, Duration duration) {
		tell((listener) -> listener.invalidationApplied(origin, duration));
	}

	@Override
	public void breakerChanged(BreakerState.Phase phase) {
		tell((listener) -> listener.breakerChanged(phase));
	}

	private ObservedWork observed(Function<EngineListener, ObservedWork> announcement) {
		List<ObservedWork> observed = null;
		for (EngineListener listener : this.listeners) {
			ObservedWork work = announced(listener, announcement);
			if (work != ObservedWork.NONE) {
				observed = (observed != null) ? observed : new ArrayList<>(1);
				observed.add(work);
			}
		}
		return (observed != null) ? new CompositeObservedWork(observed) : ObservedWork.NONE;
	}

	private static ObservedWork announced(EngineListener listener,
			Function<EngineListener, ObservedWork> announcement) {
		try {
			return announcement.apply(listener);
		}
		catch (RuntimeException ex) {
			logger.warn("A listener of the cache failed", ex);
			return ObservedWork.NONE;
		}
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
