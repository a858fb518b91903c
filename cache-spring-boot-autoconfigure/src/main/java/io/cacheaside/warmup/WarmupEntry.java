package io.cacheaside.warmup;

import java.util.Objects;

import io.cacheaside.PutOptions;
import org.jspecify.annotations.Nullable;

/**
 * One entry that a warmer offers.
 *
 * @param key the key within the cache, as for {@link io.cacheaside.TypedCache}: a
 * {@link io.cacheaside.CompositeKey} for several parts
 * @param value the value; {@code null} is stored where the cache stores {@code null}
 * @param options time to live and tags
 * @param <V> the type of the value
 */
public record WarmupEntry<V>(@Nullable Object key, @Nullable V value, PutOptions options) {

	public WarmupEntry {
		Objects.requireNonNull(options, "options");
	}

	/**
	 * An entry with the cache's own time to live and tags.
	 * @param key the key within the cache
	 * @param value the value
	 * @param <V> the type of the value
	 * @return the entry
	 */
	public static <V> WarmupEntry<V> of(@Nullable Object key, @Nullable V value) {
		return new WarmupEntry<>(key, value, PutOptions.DEFAULTS);
	}

}
