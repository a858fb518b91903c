package io.cacheaside.engine;

import io.cacheaside.CacheSettings;
import io.cacheaside.codec.ValueCodec;

/** Which caches may exist, and how each is set up. Asked once for each cache. */
public interface CacheDefinitions {

	/**
	 * The settings of a cache.
	 * @param cacheName its name
	 * @return the settings in force
	 * @throws IllegalArgumentException if a cache of this name may not exist; the message
	 * says why and how to mend it
	 */
	CacheSettings settings(String cacheName);

	/**
	 * The codec of a cache's values.
	 * @param cacheName its name
	 * @return the codec
	 */
	ValueCodec codec(String cacheName);

}
