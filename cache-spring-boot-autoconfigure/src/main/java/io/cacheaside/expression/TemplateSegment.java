package io.cacheaside.expression;

/** A piece of a template. */
sealed interface TemplateSegment {

	/**
	 * Literal text.
	 *
	 * @param text the text
	 */
	record Text(String text) implements TemplateSegment {

	}

	/**
	 * A <code>#{…}</code>.
	 *
	 * @param expression what stands between the braces
	 */
	record Value(CompiledExpression expression) implements TemplateSegment {

	}

}
