package io.cacheaside.engine;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Whether this node watches that what is served is current.
 *
 * @param readsEvery how often one hit of each cache is compared with its source;
 * {@code null} for never
 * @param invalidations share of the invalidations, from 0 to 1, that are checked after
 * they are in force
 */
public record WatchSettings(@Nullable Duration readsEvery, double invalidations) {

	/** What is in force where nothing is configured. */
	public static final WatchSettings DEFAULTS = new WatchSettings(null, 0.01);

	/** Nothing is watched. */
	public static final WatchSettings OFF = new WatchSettings(null, 0);

}
