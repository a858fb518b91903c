package io.cacheaside.engine;

import org.jspecify.annotations.Nullable;

import io.cacheaside.CurrentEntry;

/** Loads a value from its source, on the caller's thread. */
@FunctionalInterface
public interface Loader {

	/**
	 * Loads the value.
	 * @return the value, possibly {@code null}
	 * @throws Throwable whatever the source throws; it reaches the caller unchanged
	 */
	@Nullable Object load() throws Throwable;

	/**
	 * This loader with an entry that it can say something about.
	 * @param entry the current entry while the loader runs, on whatever thread
	 * @return the loader
	 */
	default Loader opening(CurrentEntry entry) {
		return () -> {
			CurrentEntry.Scope scope = entry.open();
			try {
				return load();
			}
			finally {
				scope.close();
			}
		};
	}

}
