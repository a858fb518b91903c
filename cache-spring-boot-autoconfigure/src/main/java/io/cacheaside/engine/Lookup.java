package io.cacheaside.engine;

import org.jspecify.annotations.Nullable;

import io.cacheaside.CacheLayer;

/** What a read of one entry gave. */
public sealed interface Lookup {

	/** Nothing usable is there. */
	Miss MISS = new Miss();

	/** The tiers could not be asked. */
	Bypass BYPASS = new Bypass();

	/**
	 * A usable entry.
	 *
	 * @param value its value, possibly {@code null}
	 * @param layer the layer that had it
	 */
	record Hit(@Nullable Object value, CacheLayer layer) implements Lookup {
	}

	/** Nothing usable is there: a loaded value should be stored. */
	record Miss() implements Lookup {
	}

	/** The tiers could not be asked: a loaded value is not worth storing. */
	record Bypass() implements Lookup {
	}

}
