package io.cacheaside.key;

import java.util.ArrayList;
import java.util.List;

/**
 * A glob as Redis understands it: {@code *} for any text, colons included, {@code ?} for
 * one character, {@code [abc]}, {@code [a-c]} and {@code [^a]} for one of a set, and a
 * backslash before a character that means itself. Immutable.
 *
 * <p>
 * Redis compares bytes, this class characters (code points): they differ only where a
 * {@code ?} or a set meets a character outside of ASCII.
 */
public final class GlobPattern {

	private static final String SPECIAL = "*?[]\\^-";

	private final String source;

	private final List<Token> tokens;

	private GlobPattern(String source, List<Token> tokens) {
		this.source = source;
		this.tokens = tokens;
	}

	/**
	 * Reads a glob.
	 * @param source the text
	 * @return the glob
	 * @throws IllegalArgumentException if the text is blank, a set is not closed, or a
	 * backslash is the last character
	 */
	public static GlobPattern parse(String source) {
		if (source.isBlank()) {
			throw new IllegalArgumentException("a pattern must not be blank; write * to mean every key");
		}
		return new GlobPattern(source, new Parser(source.codePoints().toArray(), source).parse());
	}

	/**
	 * Escapes text so that, in a glob, it matches itself and nothing else.
	 * @param text the text
	 * @return the escaped text
	 */
	public static String escape(String text) {
		StringBuilder escaped = new StringBuilder(text.length() + 8);
		for (int i = 0; i < text.length(); i++) {
			char c = text.charAt(i);
			if (SPECIAL.indexOf(c) >= 0) {
				escaped.append('\\');
			}
			escaped.append(c);
		}
		return escaped.toString();
	}

	/**
	 * Whether the whole text matches. Takes time proportional to the length of the text
	 * times that of the glob, at worst.
	 * @param text the text
	 * @return whether it matches
	 */
	public boolean matches(CharSequence text) {
		int[] points = text.codePoints().toArray();
		int token = 0;
		int point = 0;
		int star = -1;
		int starPoint = 0;
		while (point < points.length) {
			if (token < this.tokens.size() && this.tokens.get(token) instanceof Star) {
				star = token++;
				starPoint = point;
			}
			else if (token < this.tokens.size() && this.tokens.get(token).accepts(points[point])) {
				token++;
				point++;
			}
			else if (star >= 0) {
				// Only the last star needs to be tried again: let it take one more.
				token = star + 1;
				point = ++starPoint;
			}
			else {
				return false;
			}
		}
		while (token < this.tokens.size() && this.tokens.get(token) instanceof Star) {
			token++;
		}
		return token == this.tokens.size();
	}

	/**
	 * What every matching text begins with.
	 * @return the literal text before the first wildcard, unescaped
	 */
	public String literalPrefix() {
		StringBuilder prefix = new StringBuilder();
		for (Token token : this.tokens) {
			if (!(token instanceof Literal literal)) {
				break;
			}
			prefix.appendCodePoint(literal.point());
		}
		return prefix.toString();
	}

	/**
	 * Whether the glob matches one text only.
	 * @return whether it holds no wildcard
	 */
	public boolean isLiteral() {
		return this.tokens.stream().allMatch(Literal.class::isInstance);
	}

	@Override
	public boolean equals(Object other) {
		return other instanceof GlobPattern glob && glob.source.equals(this.source);
	}

	@Override
	public int hashCode() {
		return this.source.hashCode();
	}

	@Override
	public String toString() {
		return this.source;
	}

	private sealed interface Token {

		boolean accepts(int point);

	}

	private record Literal(int point) implements Token {

		@Override
		public boolean accepts(int point) {
			return this.point == point;
		}

	}

	private record Star() implements Token {

		@Override
		public boolean accepts(int point) {
			return true;
		}

	}

	private record AnyOne() implements Token {

		@Override
		public boolean accepts(int point) {
			return true;
		}

	}

	private record Range(int from, int to) {
	}

	private record OneOf(List<Range> ranges, boolean negated) implements Token {

		@Override
		public boolean accepts(int point) {
			boolean found = this.ranges.stream().anyMatch((range) -> range.from() <= point && point <= range.to());
			return found != this.negated;
		}

	}

	private static final class Parser {

		private final int[] points;

		private final String source;

		private int next;

		Parser(int[] points, String source) {
			this.points = points;
			this.source = source;
		}

		List<Token> parse() {
			List<Token> tokens = new ArrayList<>();
			while (this.next < this.points.length) {
				int point = this.points[this.next++];
				switch (point) {
					case '*' -> tokens.add(new Star());
					case '?' -> tokens.add(new AnyOne());
					case '[' -> tokens.add(oneOf());
					case '\\' -> tokens.add(new Literal(escaped()));
					default -> tokens.add(new Literal(point));
				}
			}
			return List.copyOf(tokens);
		}

		private int escaped() {
			if (this.next == this.points.length) {
				throw new IllegalArgumentException("the pattern '" + this.source
						+ "' ends with a backslash; double it to mean the backslash itself");
			}
			return this.points[this.next++];
		}

		private OneOf oneOf() {
			boolean negated = this.next < this.points.length && this.points[this.next] == '^';
			if (negated) {
				this.next++;
			}
			List<Range> ranges = new ArrayList<>();
			while (true) {
				if (this.next >= this.points.length) {
					throw new IllegalArgumentException("the pattern '" + this.source
							+ "' opens a set with '[' and does not close it; write '\\[' to mean the bracket itself");
				}
				int point = this.points[this.next++];
				if (point == ']') {
					return new OneOf(List.copyOf(ranges), negated);
				}
				// As in Redis, an escaped character begins no range.
				ranges.add((point == '\\') ? single(escaped()) : range(point));
			}
		}

		private Range range(int from) {
			// As in Redis, whatever follows the dash ends the range, also a bracket.
			if (this.next + 1 >= this.points.length || this.points[this.next] != '-') {
				return single(from);
			}
			this.next++;
			int to = this.points[this.next++];
			return new Range(Math.min(from, to), Math.max(from, to));
		}

		private static Range single(int point) {
			return new Range(point, point);
		}

	}

}
