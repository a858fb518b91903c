package io.cacheaside.engine;

import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

/** Begins to load a value that comes later, on the caller's thread. */
@FunctionalInterface
public interface AsyncLoader {

	/**
	 * Begins the load.
	 * @return the value to come, or {@code null} if the source returned no stage at all
	 * @throws Throwable whatever the source throws before it returns; it reaches the
	 * caller unchanged
	 */
	@Nullable CompletionStage<@Nullable Object> load() throws Throwable;

}
