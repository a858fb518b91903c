package io.cacheaside;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * What a cache did for one call.
 *
 * @param cacheName the cache
 * @param key the logical key, such as {@code user:usr_1:permissions}
 * @param status what happened
 * @param layer the layer that answered, only for a {@linkplain Status#HIT hit}
 * @see CacheOutcomes
 */
public record CacheOutcome(String cacheName, String key, Status status, @Nullable CacheLayer layer) {

	public CacheOutcome {
		if ((status == Status.HIT) != (layer != null)) {
			throw new IllegalArgumentException("a layer belongs to a hit and to nothing else: " + status);
		}
		Objects.requireNonNull(cacheName, "cacheName");
		Objects.requireNonNull(key, "key");
	}

	/** What happened to a call. */
	public enum Status {

		/** The value came from a cache layer. */
		HIT,

		/** The cache had no usable value; the loader ran. */
		MISS,

		/** The cache could not be asked, so the loader ran and nothing was stored. */
		BYPASS,

		/**
		 * After a miss of the same call: the loader failed, or rests after a failure, and
		 * a value past its time stood in.
		 */
		STALE

	}

}
