package io.cacheaside.expression;

/**
 * Follows the syntax of a glob through the literal text of a template, as far as a
 * template has to know it.
 */
final class GlobSyntax {

	private boolean escaping;

	private boolean inClass;

	private boolean wildcard;

	void read(String literal) {
		for (int i = 0; i < literal.length(); i++) {
			char c = literal.charAt(i);
			if (this.escaping) {
				this.escaping = false;
			}
			else if (c == '\\') {
				this.escaping = true;
			}
			else if (this.inClass) {
				this.inClass = c != ']';
			}
			else {
				this.inClass = c == '[';
				this.wildcard |= c == '*' || c == '?' || c == '[';
			}
		}
	}

	/** Whether the text so far ends with a backslash that escapes what follows. */
	boolean isEscaping() {
		return this.escaping;
	}

	/** Whether the text so far ends between brackets. */
	boolean isInClass() {
		return this.inClass;
	}

	boolean hasWildcard() {
		return this.wildcard;
	}

	/** The text that a glob without wildcards means. */
	static String unescape(String literal) {
		StringBuilder text = new StringBuilder(literal.length());
		for (int i = 0; i < literal.length(); i++) {
			if (literal.charAt(i) == '\\' && i + 1 < literal.length()) {
				i++;
			}
			text.append(literal.charAt(i));
		}
		return text.toString();
	}

}
