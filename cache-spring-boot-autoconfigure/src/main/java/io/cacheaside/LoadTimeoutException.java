package io.cacheaside;

import java.time.Duration;

/**
 * A caller waited for a load for as long as {@code load-timeout.hard} of its cache
 * allows, and no older value could stand in. A load that had begun goes on in the
 * background; its value is stored if it is still valid then, so that a later call finds
 * it.
 */
public class LoadTimeoutException extends RuntimeException {

	private final String cacheName;

	private final String key;

	private final Duration limit;

	/**
	 * Creates the exception.
	 * @param cacheName the cache
	 * @param key the logical key that was loaded
	 * @param limit how long the caller waited
	 */
	public LoadTimeoutException(String cacheName, String key, Duration limit) {
		super("cache '" + cacheName + "': '" + key + "' was not loaded within " + limit.toMillis()
				+ " ms (cacheaside.load-timeout.hard, or that of the cache); a load that has begun goes on in the "
				+ "background");
		this.cacheName = cacheName;
		this.key = key;
		this.limit = limit;
	}

	/**
	 * The cache.
	 * @return its name
	 */
	public String cacheName() {
		return this.cacheName;
	}

	/**
	 * What was loaded.
	 * @return the logical key
	 */
	public String key() {
		return this.key;
	}

	/**
	 * How long the caller waited.
	 * @return the limit in force
	 */
	public Duration limit() {
		return this.limit;
	}

}
