package io.cacheaside.expression;

/**
 * Finds the brace that closes a <code>#{</code>, past nested braces and quoted text.
 */
final class ExpressionEnd {

	private ExpressionEnd() {
	}

	/** The index of the closing brace, or -1. */
	static int find(String text, int start) {
		int open = 1;
		for (int i = start; i < text.length(); i++) {
			char c = text.charAt(i);
			if (c == '\'' || c == '"') {
				// A doubled quote inside is the end of one text and the start of another.
				i = text.indexOf(c, i + 1);
				if (i < 0) {
					return -1;
				}
			}
			else if (c == '{') {
				open++;
			}
			else if (c == '}' && --open == 0) {
				return i;
			}
		}
		return -1;
	}

}
