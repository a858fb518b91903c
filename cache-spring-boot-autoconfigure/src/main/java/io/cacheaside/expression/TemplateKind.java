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
	KEY_OR_PATTERN,

	/** A value of an attribute, such as a time to live: values are not escaped. */
	VALUE;

	/** Whether a backslash or a bracket outside of values has a meaning. */
	boolean isGlob() {
		return this == PATTERN || this == KEY_OR_PATTERN;
	}

}
