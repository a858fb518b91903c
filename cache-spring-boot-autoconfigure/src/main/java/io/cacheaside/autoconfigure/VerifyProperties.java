package io.cacheaside.autoconfigure;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.DefaultValue;

import io.cacheaside.engine.WatchSettings;

/**
 * Watching whether what is served is current.
 *
 * @param readsEvery how often one hit of each cache is compared with what its method
 * returns at that time, which runs it once more; never by default
 * @param invalidations share of the invalidations, from 0 to 1, of which each node checks
 * after 1, 10 and 60 seconds that it holds nothing older
 */
record VerifyProperties(@Nullable Timespan readsEvery, @DefaultValue("0.01") double invalidations) {

	VerifyProperties {
		if (!(invalidations >= 0 && invalidations <= 1)) {
			throw new IllegalArgumentException("invalidations must be from 0 to 1, but was " + invalidations);
		}
		if (readsEvery != null && readsEvery.duration().toMillis() < 100) {
			throw new IllegalArgumentException("reads-every must be at least 100ms, but was " + readsEvery.duration());
		}
	}

	WatchSettings settings() {
		return new WatchSettings((this.readsEvery != null) ? this.readsEvery.duration() : null, this.invalidations);
	}

}
