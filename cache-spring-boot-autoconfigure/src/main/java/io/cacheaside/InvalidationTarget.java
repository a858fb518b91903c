package io.cacheaside;

import java.util.Objects;

/**
 * What an invalidation names. Two targets are equal if they name the same.
 */
public sealed interface InvalidationTarget {

	/**
	 * The same, softly: what it names is served until it has been loaded anew, by one
	 * refresh that the next call begins.
	 * @return the soft target
	 */
	default Soft soft() {
		return (this instanceof Soft soft) ? soft : new Soft(this);
	}

	/**
	 * What is named, softly or not.
	 * @return the target, never a soft one
	 */
	default InvalidationTarget named() {
		return (this instanceof Soft soft) ? soft.target() : this;
	}

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

	/**
	 * What another target names, softly: values stay, and the next call that meets one
	 * begins to load it anew. Until that has come to its end the old value is served.
	 *
	 * @param target what is meant, not soft itself
	 */
	record Soft(InvalidationTarget target) implements InvalidationTarget {

		public Soft {
			if (target instanceof Soft) {
				throw new IllegalArgumentException("a soft target cannot be made softer: " + target);
			}
		}

	}

	private static void requireText(String text, String what) {
		if (Objects.requireNonNull(text, what).isBlank()) {
			throw new IllegalArgumentException(what + " must not be blank");
		}
	}

}
