package io.cacheaside.autoconfigure;

import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;

import io.cacheaside.engine.CacheEngine;
import io.cacheaside.engine.LoadStart;

/**
 * The engine, for those who exist before it: transactions may begin while the application
 * is being put together, and must not bring the engine about.
 */
final class EngineReference {

	private final AtomicReference<@Nullable CacheEngine> engine = new AtomicReference<>();

	void set(CacheEngine engine) {
		this.engine.set(engine);
	}

	/**
	 * What is known now, {@code null} as long as there is no engine.
	 */
	@Nullable LoadStart capture() {
		CacheEngine known = this.engine.get();
		return (known != null) ? known.capture() : null;
	}

}
