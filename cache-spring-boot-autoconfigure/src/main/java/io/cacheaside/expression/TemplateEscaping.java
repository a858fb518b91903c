package io.cacheaside.expression;

import java.util.function.Function;
import java.util.function.UnaryOperator;

import org.jspecify.annotations.Nullable;

/**
 * How the values of a template become text.
 *
 * @param partEncoder gives the text of one value, never blank
 * @param globEscaper makes a glob that matches only the given text
 */
public record TemplateEscaping(Function<@Nullable Object, String> partEncoder, UnaryOperator<String> globEscaper) {

	/** Values as they are. */
	public static final TemplateEscaping NONE = new TemplateEscaping(String::valueOf, UnaryOperator.identity());

}
