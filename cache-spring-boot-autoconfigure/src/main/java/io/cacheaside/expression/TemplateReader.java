package io.cacheaside.expression;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.cacheaside.CacheConfigurationException;

/**
 * Splits a template into literal text and expressions, and refuses what could only be
 * meant otherwise. Read once by one thread.
 */
final class TemplateReader {

	private static final Logger logger = LoggerFactory.getLogger(CompiledTemplate.class);

	private final TemplateSource source;

	private final String text;

	private final Function<String, CompiledExpression> compiler;

	private final List<TemplateSegment> segments = new ArrayList<>();

	private final GlobSyntax glob = new GlobSyntax();

	TemplateReader(String source, String where, Function<String, CompiledExpression> compiler) {
		this.source = new TemplateSource(source, where);
		this.text = source;
		this.compiler = compiler;
	}

	CompiledTemplate read(TemplateKind kind, TemplateEscaping escaping) {
		if (this.text.isBlank()) {
			throw this.source.refuse("is blank", "Write literal text and #{expressions}.");
		}
		split(kind);
		if (kind.isGlob() && this.glob.isEscaping()) {
			throw this.source.refuse("ends with a backslash that escapes nothing", "Write two for a backslash.");
		}
		boolean wildcard = this.glob.hasWildcard();
		if (!kind.isGlob()) {
			return new CompiledTemplate(this.source, wildcard, this.segments, escaping.partEncoder());
		}
		if (kind == TemplateKind.KEY_OR_PATTERN && !wildcard) {
			return new CompiledTemplate(this.source, false, unescaped(), escaping.partEncoder());
		}
		warnOfValuesBeforeStar();
		Function<@Nullable Object, String> both = (value) -> escaping.globEscaper()
			.apply(escaping.partEncoder().apply(value));
		return new CompiledTemplate(this.source, wildcard, this.segments, both);
	}

	private void split(TemplateKind kind) {
		int position = 0;
		while (position < this.text.length()) {
			int start = this.text.indexOf("#{", position);
			int end = (start >= 0) ? start : this.text.length();
			if (end > position) {
				addText(this.text.substring(position, end));
			}
			position = (start >= 0) ? addValue(start + 2, kind) : end;
		}
	}

	private void addText(String literal) {
		for (int i = 0; i < literal.length(); i++) {
			char c = literal.charAt(i);
			if (c == '\'' || c == '"') {
				throw this.source.refuse("has a quote outside #{…}: it would be literal text that never matches",
						"Write the text without quotes, or the whole expression as #{…}.");
			}
			if (c == '{' || c == '}') {
				throw this.source.refuse("has an unbalanced brace: it would be literal text that never matches",
						"Write an expression as #{…}.");
			}
			if (c == '#' && i + 1 < literal.length() && Character.isJavaIdentifierStart(literal.charAt(i + 1))) {
				throw nameOutside(literal.substring(i + 1));
			}
		}
		this.glob.read(literal);
		this.segments.add(new TemplateSegment.Text(literal));
	}

	private CacheConfigurationException nameOutside(String rest) {
		int length = 1;
		while (length < rest.length() && Character.isJavaIdentifierPart(rest.charAt(length))) {
			length++;
		}
		String name = "#" + rest.substring(0, length);
		return this.source.refuse("has " + name + " outside #{…}: it would be literal text that never matches",
				"Write #{" + name + "}.");
	}

	private int addValue(int start, TemplateKind kind) {
		int end = ExpressionEnd.find(this.text, start);
		if (end < 0) {
			throw this.source.refuse("has an unbalanced #{", "Close each #{ with a }.");
		}
		if (kind.isGlob() && this.glob.isEscaping()) {
			throw this.source.refuse("has a single backslash before #{, which would undo the escaping of the value",
					"Write two for a backslash.");
		}
		if (kind.isGlob() && this.glob.isInClass()) {
			throw this.source.refuse("has #{…} between [ and ], where only one character can match",
					"Write the value outside the brackets, or \\[ for a bracket.");
		}
		this.segments.add(new TemplateSegment.Value(this.compiler.apply(this.text.substring(start, end))));
		return end + 1;
	}

	private List<TemplateSegment> unescaped() {
		return this.segments.stream().map(TemplateReader::unescape).toList();
	}

	private static TemplateSegment unescape(TemplateSegment segment) {
		return (segment instanceof TemplateSegment.Text literal)
				? new TemplateSegment.Text(GlobSyntax.unescape(literal.text())) : segment;
	}

	private void warnOfValuesBeforeStar() {
		for (int i = 1; i < this.segments.size(); i++) {
			if (this.segments.get(i - 1) instanceof TemplateSegment.Value value
					&& this.segments.get(i) instanceof TemplateSegment.Text next && next.text().startsWith("*")) {
				logger.warn(
						"The template '{}' in {} has * right after #{{}}, so that it matches longer values too: "
								+ "1* also meets 10. Write a colon between the two if that is not meant.",
						this.text, this.source.where(), value.expression().source());
			}
		}
	}

}
