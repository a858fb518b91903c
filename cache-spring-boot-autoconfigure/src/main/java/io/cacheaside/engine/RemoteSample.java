package io.cacheaside.engine;

import java.util.Map;

/**
 * What was met when some keys of the server were looked at.
 *
 * @param caches what was met of each cache; caches of which nothing was met are missing
 * @param looked how many keys were looked at, those of others included
 * @param keys how many keys the server has, those of others included
 */
public record RemoteSample(Map<String, Met> caches, long looked, long keys) {

	public RemoteSample {
		caches = Map.copyOf(caches);
	}

	/**
	 * How many entries a cache has, as far as the sample tells.
	 * @param cacheName the cache
	 * @return the estimate; exact if all keys were looked at, not a number if none of
	 * several was
	 */
	public double entries(String cacheName) {
		return projected(met(cacheName).entries());
	}

	/**
	 * How much memory the entries of a cache take, as far as the sample tells.
	 * @param cacheName the cache
	 * @return the estimate, in bytes; not a number if none of several keys was looked at
	 */
	public double bytes(String cacheName) {
		return projected(met(cacheName).bytes());
	}

	/**
	 * What was met of a cache.
	 * @param cacheName the cache
	 * @return the entries, or none
	 */
	public Met met(String cacheName) {
		return this.caches.getOrDefault(cacheName, Met.NOTHING);
	}

	private double projected(long met) {
		return (this.keys == 0) ? 0 : (double) met / this.looked * this.keys;
	}

	/**
	 * Entries of one cache.
	 *
	 * @param entries how many
	 * @param bytes how much memory they take together, with what the server needs to keep
	 * them
	 */
	public record Met(long entries, long bytes) {

		/** None. */
		public static final Met NOTHING = new Met(0, 0);

		/**
		 * These and others together.
		 * @param other the others
		 * @return the sum
		 */
		public Met plus(Met other) {
			return new Met(this.entries + other.entries, this.bytes + other.bytes);
		}

	}

}
