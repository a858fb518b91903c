package io.cacheaside.engine.marker;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.key.GlobPattern;

/**
 * The targets of one invalidation, ready to be compared. A whole cache and a pattern that
 * is a text and one star are prefixes; a pattern without a wildcard is a literal; a
 * pattern that cannot be read names everything. Immutable.
 *
 * @param keys the targets that are keys
 * @param texts the keys themselves
 * @param caches the caches of the keys
 * @param tags the tags
 * @param literals keys that were named by patterns
 * @param prefixes what matching keys begin with
 * @param globs other patterns
 */
record Targets(List<InvalidationTarget.Key> keys, Set<String> texts, Set<String> caches, Set<String> tags,
		Set<String> literals, Set<String> prefixes, List<GlobPattern> globs) {

	/**
	 * Compiles targets.
	 * @param targets the targets, none of them soft
	 */
	static Targets of(List<InvalidationTarget> targets) {
		List<InvalidationTarget.Key> keys = new ArrayList<>();
		Set<String> texts = new HashSet<>();
		Set<String> caches = new HashSet<>();
		Set<String> tags = new HashSet<>();
		Patterns patterns = new Patterns();
		for (InvalidationTarget target : targets) {
			if (target instanceof InvalidationTarget.Key key) {
				keys.add(key);
				texts.add(key.logicalKey());
				caches.add(key.cacheName());
			}
			else if (target instanceof InvalidationTarget.Tag tag) {
				tags.add(tag.tag());
			}
			else if (target instanceof InvalidationTarget.WholeCache cache) {
				patterns.prefixes.add(cache.cacheName() + ":");
			}
			else if (target instanceof InvalidationTarget.Pattern pattern) {
				patterns.add(pattern.glob());
			}
		}
		return new Targets(List.copyOf(keys), Set.copyOf(texts), Set.copyOf(caches), Set.copyOf(tags),
				Set.copyOf(patterns.literals), Set.copyOf(patterns.prefixes), List.copyOf(patterns.globs));
	}

	boolean matches(Subject subject) {
		return matchesKey(subject.logicalKey()) || matchesAny(subject.tags());
	}

	private boolean matchesAny(List<String> subjectTags) {
		for (String tag : subjectTags) {
			if (this.tags.contains(tag)) {
				return true;
			}
			boolean matches = switch (Dependency.of(tag)) {
				case NONE -> false;
				case KEY -> matchesKey(Dependency.name(tag));
				case CACHE -> matchesCache(Dependency.name(tag));
				case UNKNOWN -> true;
			};
			if (matches) {
				return true;
			}
		}
		return false;
	}

	private boolean matchesKey(String logicalKey) {
		if (this.texts.contains(logicalKey) || this.literals.contains(logicalKey)) {
			return true;
		}
		for (String prefix : this.prefixes) {
			if (logicalKey.startsWith(prefix)) {
				return true;
			}
		}
		for (GlobPattern glob : this.globs) {
			if (glob.matches(logicalKey)) {
				return true;
			}
		}
		return false;
	}

	private boolean matchesCache(String cacheName) {
		return this.caches.contains(cacheName)
				|| this.literals.stream().anyMatch((literal) -> literal.startsWith(cacheName + ":"))
				|| this.prefixes.stream().anyMatch((prefix) -> overlap(prefix, cacheName))
				|| this.globs.stream().anyMatch((glob) -> overlap(glob.literalPrefix(), cacheName));
	}

	/**
	 * Whether some key of a cache could begin with a text.
	 * @param prefix the text
	 * @param cacheName the cache
	 * @return whether one could
	 */
	static boolean overlap(String prefix, String cacheName) {
		String keys = cacheName + ":";
		return prefix.startsWith(keys) || keys.startsWith(prefix);
	}

	/**
	 * Whether only keys and tags are named, which can be looked up.
	 * @return whether nothing has to be tried
	 */
	boolean isExact() {
		return this.literals.isEmpty() && this.prefixes.isEmpty() && this.globs.isEmpty();
	}

	boolean containsAll(Targets others) {
		return this.texts.containsAll(others.texts) && this.caches.containsAll(others.caches)
				&& this.tags.containsAll(others.tags) && this.literals.containsAll(others.literals)
				&& this.prefixes.containsAll(others.prefixes) && this.globs.containsAll(others.globs);
	}

	int size() {
		return this.keys.size() + this.tags.size() + this.literals.size() + this.prefixes.size() + this.globs.size();
	}

	/** Sorts patterns by how they can be found. */
	private static final class Patterns {

		private final Set<String> literals = new HashSet<>();

		private final Set<String> prefixes = new HashSet<>();

		private final List<GlobPattern> globs = new ArrayList<>();

		void add(String source) {
			try {
				GlobPattern glob = GlobPattern.parse(source);
				if (glob.isLiteral()) {
					this.literals.add(glob.literalPrefix());
				}
				else if (isPrefix(glob)) {
					this.prefixes.add(glob.literalPrefix());
				}
				else {
					this.globs.add(glob);
				}
			}
			catch (IllegalArgumentException ex) {
				this.prefixes.add("");
			}
		}

		private static boolean isPrefix(GlobPattern glob) {
			String source = glob.toString();
			if (!source.endsWith("*")) {
				return false;
			}
			String text = source.substring(0, source.length() - 1);
			return text.isBlank() || !isEscaped(text) && GlobPattern.parse(text).isLiteral();
		}

		/** Whether what follows a text is escaped by it. */
		private static boolean isEscaped(String text) {
			int backslashes = 0;
			while (backslashes < text.length() && text.charAt(text.length() - 1 - backslashes) == '\\') {
				backslashes++;
			}
			return backslashes % 2 == 1;
		}

	}

}
