package io.cacheaside.expression;

/**
 * What a template's text is used as, which decides how values are escaped.
 */
public enum TemplateKind {

	/** A tag: values are escaped as key parts. */
	TAG,

	/** A glob over logical keys: values are escaped as key parts, then for the glob. */
	PATTERN,

	/**
	 * A glob if the literal text holds an unescaped {@code *}, {@code ?} or {@code [},
	 * else one logical key.
	 */
	KEY_OR_PATTERN

}
