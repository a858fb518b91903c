package io.cacheaside.key;

/**
 * Escapes text so that it cannot be taken for syntax of the key.
 */
final class KeyText {

	static final String NULL = "%null";

	static final String EMPTY = "%empty";

	static final String NO_PARTS = "%none";

	private static final String HEX = "0123456789ABCDEF";

	private static final boolean[] ESCAPED = new boolean[128];

	static {
		for (int c = 0; c < 0x20; c++) {
			ESCAPED[c] = true;
		}
		// A brace would steer the slot of a Redis Cluster.
		for (char c : "%:(),<>={}\"\u007f".toCharArray()) {
			ESCAPED[c] = true;
		}
	}

	private KeyText() {
	}

	static void append(StringBuilder into, CharSequence text) {
		if (text.isEmpty()) {
			into.append(EMPTY);
			return;
		}
		int plain = firstEscaped(text, 0);
		if (plain == text.length() && !isBlank(text)) {
			into.append(text);
			return;
		}
		if (isBlank(text)) {
			text.chars().forEach((c) -> appendEscape(into, (char) c));
			return;
		}
		into.append(text, 0, plain);
		for (int i = plain; i < text.length(); i++) {
			appendEscaped(into, text, i);
		}
	}

	/** Whether a text is its own escaped form. */
	static boolean isPlain(String text) {
		return !text.isEmpty() && firstEscaped(text, 0) == text.length() && !isBlank(text);
	}

	private static int firstEscaped(CharSequence text, int from) {
		for (int i = from; i < text.length(); i++) {
			char c = text.charAt(i);
			if ((c < 128) ? ESCAPED[c] : Character.isSurrogate(c)) {
				return i;
			}
		}
		return text.length();
	}

	private static void appendEscaped(StringBuilder into, CharSequence text, int index) {
		char c = text.charAt(index);
		if (c < 128 && ESCAPED[c]) {
			appendEscape(into, c);
		}
		else if (Character.isSurrogate(c) && isLone(text, index)) {
			// UTF-8 would turn every lone surrogate into the same question mark.
			appendEscape(into, c);
		}
		else {
			into.append(c);
		}
	}

	private static void appendEscape(StringBuilder into, char c) {
		into.append((c < 128) ? "%" : "%u");
		for (int shift = (c < 128) ? 4 : 12; shift >= 0; shift -= 4) {
			into.append(HEX.charAt((c >> shift) & 0xF));
		}
	}

	/** Whether a text is nothing but white space, which no key part may be. */
	private static boolean isBlank(CharSequence text) {
		return Character.isWhitespace(text.charAt(0)) && text.chars().allMatch(Character::isWhitespace);
	}

	private static boolean isLone(CharSequence text, int index) {
		char c = text.charAt(index);
		if (Character.isHighSurrogate(c)) {
			return index + 1 == text.length() || !Character.isLowSurrogate(text.charAt(index + 1));
		}
		return index == 0 || !Character.isHighSurrogate(text.charAt(index - 1));
	}

}
