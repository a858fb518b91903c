package io.cacheaside.engine;

import org.jspecify.annotations.Nullable;

/** Loads a value from its source, on the caller's thread. */
@FunctionalInterface
public interface Loader {

	/**
	 * Loads the value.
	 * @return the value, possibly {@code null}
	 * @throws Throwable whatever the source throws; it reaches the caller unchanged
	 */
	@Nullable Object load() throws Throwable;

}
