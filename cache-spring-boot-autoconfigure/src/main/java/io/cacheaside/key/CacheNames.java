package io.cacheaside.key;

import java.util.Collection;
import java.util.List;

import io.cacheaside.CacheConfigurationException;

/**
 * The rules for names of caches: a name must not be taken for syntax, and no name may
 * extend another by a colon, since their keys would meet.
 */
public final class CacheNames {

	private static final String FORBIDDEN = "{}*?[]\\%\"";

	private CacheNames() {
	}

	/**
	 * Checks names against the rules and each other.
	 * @param names the names
	 * @throws CacheConfigurationException if a name breaks a rule; both names are told if
	 * two of them meet
	 */
	public static void check(Collection<String> names) {
		List<String> sorted = names.stream().sorted().toList();
		for (String name : sorted) {
			checkCharacters(name);
			for (String other : sorted) {
				if (other.startsWith(name + ":")) {
					throw new CacheConfigurationException(
							"the name of the cache '" + other + "' extends that of the cache '" + name
									+ "' by a colon, so that their keys would meet",
							"Rename one of the two, for example to '" + other.replaceFirst(":", "-") + "'.");
				}
			}
		}
	}

	private static void checkCharacters(String name) {
		boolean forbidden = name.chars().anyMatch((c) -> c < 0x20 || c == 0x7f || FORBIDDEN.indexOf(c) >= 0);
		if (name.isBlank() || name.endsWith(":") || forbidden) {
			throw new CacheConfigurationException(
					"'" + name + "' cannot be the name of a cache: it must not be blank, end with a colon, nor hold "
							+ "a control character or one of " + FORBIDDEN,
					"Use letters, digits, '-', '.', '_' and ':' in cache names.");
		}
	}

}
