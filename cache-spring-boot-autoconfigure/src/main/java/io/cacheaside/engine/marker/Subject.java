package io.cacheaside.engine.marker;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.cacheaside.InvalidationTarget;

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
	 * The tags that an application has given.
	 * @return the tags without the reserved ones
	 */
	public List<String> givenTags() {
		return this.tags.stream().filter((tag) -> Dependency.of(tag) == Dependency.NONE).toList();
	}

	/**
	 * What the value was built from.
	 * @return logical keys of other entries, and names of caches followed by {@code :*}
	 */
	public List<String> sources() {
		return this.tags.stream().flatMap((tag) -> switch (Dependency.of(tag)) {
			case KEY -> Stream.of(Dependency.name(tag));
			case CACHE -> Stream.of(Dependency.name(tag) + ":*");
			case NONE, UNKNOWN -> Stream.empty();
		}).toList();
	}

	/**
	 * Selects what a target names, be it softly: what it makes stale or due.
	 * @param target the target
	 * @return the test, for subjects whatever their position
	 */
	public static Predicate<Subject> namedBy(InvalidationTarget target) {
		return Targets.of(List.of(target.named()))::matches;
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
