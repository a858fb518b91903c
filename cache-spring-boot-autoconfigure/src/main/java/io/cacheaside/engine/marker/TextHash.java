package io.cacheaside.engine.marker;

/**
 * A 64-bit hash of texts that knows the hash of every prefix on the way to that of the
 * whole. Two texts of one hash share their marker, which costs misses and never hides
 * one; a seed that nobody knows keeps an attacker from crowding one place of a table.
 * Immutable.
 */
final class TextHash {

	/** Stands after the last character of a text, where no character does. */
	static final int END = Character.MAX_VALUE + 1;

	/** Another one. */
	static final int OTHER_END = END + 1;

	private final long seed;

	private final long mask;

	/**
	 * Creates a hash.
	 * @param seed any number
	 */
	TextHash(long seed) {
		this(seed, -1);
	}

	/**
	 * Creates a hash of few bits, to see what collisions do.
	 * @param seed any number
	 * @param mask the bits of each hash that may be set
	 */
	TextHash(long seed, long mask) {
		this.seed = seed ^ 0xCBF29CE484222325L;
		this.mask = mask;
	}

	long start() {
		return this.seed;
	}

	/**
	 * Goes on by one character.
	 * @param state what the characters so far gave
	 * @param character a character, or {@link #END}
	 * @return what the characters up to this one give
	 */
	static long step(long state, int character) {
		return (state ^ character) * 0x9E3779B97F4A7C15L;
	}

	/**
	 * The hash of the characters so far.
	 * @param state what the characters gave
	 * @return the hash
	 */
	long finish(long state) {
		long hash = (state ^ (state >>> 32)) * 0xD6E8FEB86659FD93L;
		return (hash ^ (hash >>> 32)) & this.mask;
	}

	/**
	 * The hash of the rest of a text.
	 * @param text the text
	 * @param from the first character that counts
	 * @return the hash
	 */
	long of(String text, int from) {
		return finish(stateAfter(text, from));
	}

	long stateAfter(String text, int from) {
		long state = this.seed;
		for (int i = from; i < text.length(); i++) {
			state = step(state, text.charAt(i));
		}
		return state;
	}

}
