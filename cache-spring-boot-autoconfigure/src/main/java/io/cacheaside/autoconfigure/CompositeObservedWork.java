package io.cacheaside.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.cacheaside.engine.ObservedWork;

/**
 * Work that one or more observe. What one of them throws is logged and hurts neither the
 * work nor another one.
 */
record CompositeObservedWork(List<ObservedWork> observers) implements ObservedWork {

	private static final Logger logger = LoggerFactory.getLogger(CompositeObservedWork.class);

	@Override
	public Scope begin() {
		List<Scope> scopes = new ArrayList<>(this.observers.size());
		for (ObservedWork observer : this.observers) {
			guarded(() -> scopes.add(observer.begin()));
		}
		return () -> {
			// The one that was opened last is closed first.
			for (int i = scopes.size() - 1; i >= 0; i--) {
				guarded(scopes.get(i)::close);
			}
		};
	}

	@Override
	public void end(@Nullable Throwable failure) {
		this.observers.forEach((observer) -> guarded(() -> observer.end(failure)));
	}

	private static void guarded(Runnable message) {
		try {
			message.run();
		}
		catch (RuntimeException ex) {
			logger.warn("An observer of the cache failed", ex);
		}
	}

}
