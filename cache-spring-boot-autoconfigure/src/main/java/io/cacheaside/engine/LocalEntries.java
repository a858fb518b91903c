package io.cacheaside.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.key.CacheKey;

/**
 * Finds entries in this process by what invalidations name, without walking over all of
 * them.
 */
final class LocalEntries {

	/** How many of the hottest entries of a cache are looked at. */
	static final int MAXIMUM_ENTRIES = 100;

	private LocalEntries() {
	}

	/**
	 * The entries that a local tier may have for a key: under the key itself, and under
	 * the arguments that it may have been made from.
	 */
	static Collection<LocalEntry> named(LocalTier local, InvalidationTarget.Key key) {
		List<Object> candidates = new ArrayList<>();
		candidates.add(new CacheKey(key.cacheName(), key.logicalKey()));
		String part = key.logicalKey().substring(key.cacheName().length() + 1);
		candidates.add(part);
		for (Function<String, Object> parser : List.<Function<String, Object>>of(Long::valueOf, Integer::valueOf,
				Short::valueOf, UUID::fromString)) {
			try {
				candidates.add(parser.apply(part));
			}
			catch (IllegalArgumentException ex) {
				// It was not made from such an argument.
			}
		}
		List<LocalEntry> found = new ArrayList<>();
		for (Object candidate : candidates) {
			LocalEntry entry = local.get(candidate);
			if (entry != null) {
				found.add(entry);
			}
		}
		return found;
	}

}
