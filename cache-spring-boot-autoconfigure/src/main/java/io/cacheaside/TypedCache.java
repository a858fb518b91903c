package io.cacheaside;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;

/**
 * One cache with values of one type. A key is any object that a method argument could be;
 * several parts are a {@link CompositeKey}. Safe for use by many threads.
 *
 * @param <V> the type of the values
 */
public interface TypedCache<V> {

	/**
	 * Looks an entry up.
	 * @param key the key
	 * @return a hit, whose value may be {@code null}, or a miss; also a miss if the
	 * remote tier cannot be asked
	 * @throws CacheKeyException if the key has no stable text form
	 */
	CacheResult<V> get(Object key);

	/**
	 * Looks several entries up in one round trip.
	 * @param keys the keys
	 * @param <K> the type of the keys
	 * @return the hits by key, in the order of the keys; what missed is left out
	 * @throws CacheKeyException if a key has no stable text form
	 */
	<K> Map<K, @Nullable V> getAll(Collection<K> keys);

	/**
	 * Looks an entry up, and on a miss loads and stores it.
	 * @param key the key
	 * @param loader loads the value on the calling thread; may say more about its entry
	 * by {@link CurrentEntry}
	 * @return the value
	 * @throws CacheKeyException if the key has no stable text form
	 * @throws Exception whatever the loader throws, unchanged; nothing is stored then
	 */
	@Nullable V getOrLoad(Object key, Callable<? extends @Nullable V> loader) throws Exception;

	/**
	 * Stores a value with the cache's own time to live and tags.
	 * @param key the key
	 * @param value the value
	 * @throws CacheKeyException if the key has no stable text form
	 */
	default void put(Object key, @Nullable V value) {
		put(key, value, PutOptions.DEFAULTS);
	}

	/**
	 * Stores a value.
	 * @param key the key
	 * @param value the value
	 * @param options time to live and tags for this entry
	 * @throws CacheKeyException if the key has no stable text form
	 */
	void put(Object key, @Nullable V value, PutOptions options);

	/**
	 * Invalidates one entry.
	 * @param key the key
	 * @throws CacheKeyException if the key has no stable text form
	 * @throws CacheUnavailableException see there
	 */
	void evict(Object key);

	/**
	 * Invalidates every entry of the cache.
	 * @throws CacheUnavailableException see there
	 */
	void clear();

}
