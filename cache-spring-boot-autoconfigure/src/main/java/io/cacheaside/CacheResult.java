package io.cacheaside;

import org.jspecify.annotations.Nullable;

/**
 * The answer to a look-up. A cached {@code null} is a {@link Hit} that holds
 * {@code null}.
 *
 * @param <V> the type of the value
 */
public sealed interface CacheResult<V> {

	/**
	 * The cache had the value.
	 *
	 * @param value the value, possibly {@code null}
	 * @param layer the layer that answered
	 * @param <V> the type of the value
	 */
	record Hit<V>(@Nullable V value, CacheLayer layer) implements CacheResult<V> {
	}

	/**
	 * The cache had no usable value.
	 *
	 * @param <V> the type of the value
	 */
	record Miss<V>() implements CacheResult<V> {
	}

}
