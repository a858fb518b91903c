package io.cacheaside.engine.marker;

/** What a tag of an entry means beyond being a tag. */
enum Dependency {

	/** Nothing. */
	NONE,
	/** The entry was built from another key, which follows the mark. */
	KEY,
	/** The entry was built from a cache, whose name follows the mark. */
	CACHE,
	/** Reserved, and not known to this version: the entry must not be used. */
	UNKNOWN;

	/** How many characters stand before the name. */
	static final int MARK_LENGTH = 2;

	private static final char RESERVED = '\u0000';

	private static final char KEY_MARK = 'k';

	private static final char CACHE_MARK = 'c';

	static Dependency of(String tag) {
		if (tag.isEmpty() || tag.charAt(0) != RESERVED) {
			return NONE;
		}
		if (tag.length() == 1) {
			return UNKNOWN;
		}
		return switch (tag.charAt(1)) {
			case KEY_MARK -> KEY;
			case CACHE_MARK -> CACHE;
			default -> UNKNOWN;
		};
	}

	static String name(String tag) {
		return tag.substring(MARK_LENGTH);
	}

	static String keyTag(String logicalKey) {
		return "" + RESERVED + KEY_MARK + logicalKey;
	}

	static String cacheTag(String cacheName) {
		return "" + RESERVED + CACHE_MARK + cacheName;
	}

}
