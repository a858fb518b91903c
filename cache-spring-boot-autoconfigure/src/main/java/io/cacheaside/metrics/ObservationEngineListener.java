package io.cacheaside.metrics;

import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

import io.cacheaside.engine.CacheOperation;
import io.cacheaside.engine.EngineListener;
import io.cacheaside.engine.ObservedWork;

/**
 * Observes loads and operations on the remote tier. Each is a child of what is observed
 * on the thread that wanted it. Keys of entries are not told, since they may be personal.
 * Nothing is made of it while nobody handles observations, or ours are switched off.
 */
public final class ObservationEngineListener implements EngineListener {

	/** The name of the observation of a load. */
	public static final String LOAD = "cacheaside.load";

	/** The name of the observation of an operation on the remote tier. */
	public static final String REMOTE = "cacheaside.remote";

	private final ObservationRegistry registry;

	/**
	 * Creates the listener.
	 * @param registry where the observations go
	 */
	public ObservationEngineListener(ObservationRegistry registry) {
		this.registry = registry;
	}

	@Override
	public ObservedWork loadAnnounced(String cacheName) {
		if (this.registry.isNoop()) {
			return ObservedWork.NONE;
		}
		return observed(Observation.createNotStarted(LOAD, this.registry), "load " + cacheName,
				KeyValues.of("cache", cacheName));
	}

	@Override
	public ObservedWork operationAnnounced(String cacheName, CacheOperation operation) {
		if (this.registry.isNoop()) {
			return ObservedWork.NONE;
		}
		return observed(Observation.createNotStarted(REMOTE, this.registry), operation.label() + " " + cacheName,
				KeyValues.of("cache", cacheName, "operation", operation.label()));
	}

	private static ObservedWork observed(Observation observation, String title, KeyValues keys) {
		return observation.isNoop() ? ObservedWork.NONE
				: new Observed(observation.contextualName(title).lowCardinalityKeyValues(keys));
	}

	private record Observed(Observation observation) implements ObservedWork {

		@Override
		public Scope begin() {
			return this.observation.start().openScope()::close;
		}

		@Override
		public void end(@Nullable Throwable failure) {
			this.observation.lowCardinalityKeyValue("result", (failure != null) ? "failure" : "success");
			if (failure != null) {
				this.observation.error(failure);
			}
			this.observation.stop();
		}

	}

}
