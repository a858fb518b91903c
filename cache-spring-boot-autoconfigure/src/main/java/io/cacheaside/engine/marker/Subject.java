package io.cacheaside.engine.marker;

import java.util.List;

/**
 * What of an entry markers are compared with. Immutable.
 *
 * <p>
 * Tags that begin with the character 0 are reserved: they say what a value was built
 * from, and so what makes it stale besides its own targets. A reserved tag that this
 * version does not know makes an entry stale always.
 *
 * @param logicalKey the whole logical key, unhashed
 * @param tags the tags that the entry bears
 */
public record Subject(String logicalKey, List<String> tags) {

	public Subject {
		tags = List.copyOf(tags);
	}

	/**
	 * Whether the entry was built from others.
	 * @return whether it bears a reserved tag
	 */
	public boolean hasDependencies() {
		for (String tag : this.tags) {
			if (Dependency.of(tag) != Dependency.NONE) {
				return true;
			}
		}
		return false;
	}

	/**
	 * The tag of a value that was built from another entry: whatever makes that key
	 * stale, makes the value stale.
	 * @param logicalKey the whole logical key of the other entry
	 * @return the tag
	 */
	public static String keyDependency(String logicalKey) {
		return Dependency.keyTag(logicalKey);
	}

	/**
	 * The tag of a value that was built from a cache: whatever may touch any key of that
	 * cache, makes the value stale. Tags do not count, since they do not tell which
	 * caches they touch.
	 * @param cacheName the other cache
	 * @return the tag
	 */
	public static String cacheDependency(String cacheName) {
		return Dependency.cacheTag(cacheName);
	}

}
