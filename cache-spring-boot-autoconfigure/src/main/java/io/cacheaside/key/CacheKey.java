package io.cacheaside.key;

/**
 * The name of one entry.
 *
 * @param cacheName the cache that the entry belongs to
 * @param logical the whole logical key, {@code cacheName:part[:part…]}, escaped
 */
public record CacheKey(String cacheName, String logical) {

	@Override
	public String toString() {
		return this.logical;
	}

}
