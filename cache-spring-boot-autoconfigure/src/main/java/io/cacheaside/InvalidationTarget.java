package io.cacheaside;

import java.util.Objects;

/**
 * What an invalidation names. Two targets are equal if they name the same.
 */
public sealed interface InvalidationTarget {

	/**
	 * One entry.
	 *
	 * @param cacheName the cache that holds it
	 * @param logicalKey the whole logical key, cache name included, escaped
	 */
	record Key(String cacheName, String logicalKey) implements InvalidationTarget {

		public Key {
			if (!logicalKey.startsWith(cacheName + ":")) {
				throw new IllegalArgumentException(
						"logical key '" + logicalKey + "' does not belong to cache '" + cacheName + "'");
			}
		}

	}

	/**
	 * Every entry whose logical key matches a glob.
	 *
	 * @param glob a Redis glob over whole logical keys
	 */
	record Pattern(String glob) implements InvalidationTarget {

		public Pattern {
			requireText(glob, "a pattern");
		}

	}

	/**
	 * Every entry that bears a tag, in whatever cache.
	 *
	 * @param tag the tag
	 */
	record Tag(String tag) implements InvalidationTarget {

		public Tag {
			requireText(tag, "a tag");
		}

	}

	/**
	 * Every entry of a cache.
	 *
	 * @param cacheName the cache
	 */
	record WholeCache(String cacheName) implements InvalidationTarget {

		public WholeCache {
			requireText(cacheName, "a cache name");
		}

	}

	private static void requireText(String text, String what) {
		if (Objects.requireNonNull(text, what).isBlank()) {
			throw new IllegalArgumentException(what + " must not be blank");
		}
	}

}
