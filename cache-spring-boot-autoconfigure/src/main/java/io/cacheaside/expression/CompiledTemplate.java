package io.cacheaside.expression;

import java.util.List;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.cacheaside.CacheKeyException;

/**
 * Literal text and <code>#{SpEL}</code>, checked and made ready once, rendered by many
 * threads.
 */
public final class CompiledTemplate {

	private final TemplateSource source;

	private final boolean wildcard;

	private final List<TemplateSegment> segments;

	private final Function<@Nullable Object, String> escaping;

	CompiledTemplate(TemplateSource source, boolean wildcard, List<TemplateSegment> segments,
			Function<@Nullable Object, String> escaping) {
		this.source = source;
		this.wildcard = wildcard;
		this.segments = List.copyOf(segments);
		this.escaping = escaping;
	}

	/**
	 * The template with a letter for each value, to check the syntax of what it renders.
	 * @return the text
	 */
	public String sample() {
		StringBuilder text = new StringBuilder();
		for (TemplateSegment segment : this.segments) {
			text.append((segment instanceof TemplateSegment.Text literal) ? literal.text() : "x");
		}
		return text.toString();
	}

	/**
	 * The text for one call or event.
	 * @param subject what to evaluate the expressions against
	 * @return the text, never blank
	 * @throws CacheKeyException if an expression fails or gives a value without a stable
	 * text form
	 */
	public String render(ExpressionSubject subject) {
		StringBuilder text = new StringBuilder();
		for (TemplateSegment segment : this.segments) {
			if (segment instanceof TemplateSegment.Text literal) {
				text.append(literal.text());
			}
			else if (segment instanceof TemplateSegment.Value value) {
				text.append(escape(value.expression().evaluate(subject), value.expression()));
			}
		}
		return text.toString();
	}

	/**
	 * The value for one call or event.
	 * @param subject what to evaluate the expressions against
	 * @return what the expression gives where the template is one <code>#{…}</code> and
	 * nothing else, possibly {@code null}; else the text
	 * @throws CacheKeyException if an expression fails or, within text, gives a value
	 * without a stable text form
	 */
	public @Nullable Object value(ExpressionSubject subject) {
		return (this.segments.size() == 1 && this.segments.get(0) instanceof TemplateSegment.Value value)
				? value.expression().evaluate(subject) : render(subject);
	}

	private String escape(@Nullable Object value, CompiledExpression expression) {
		try {
			return this.escaping.apply(value);
		}
		catch (CacheKeyException ex) {
			throw new CacheKeyException("The value of '" + expression.source() + "' in " + this.source.where()
					+ " cannot be used: " + ex.getMessage(), ex);
		}
	}

	/**
	 * Whether the literal text holds an unescaped {@code *}, {@code ?} or {@code [}.
	 * @return {@code true} if what it renders is a glob that can match several keys
	 */
	public boolean hasWildcard() {
		return this.wildcard;
	}

	/**
	 * The template as written.
	 * @return the source text
	 */
	public String source() {
		return this.source.text();
	}

	@Override
	public String toString() {
		return this.source.text();
	}

}
