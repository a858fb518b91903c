/**
 * SpEL expressions and {@code #{}} templates, compiled once per method or event type. It
 * must not know what the resulting keys, tags and patterns are used for.
 */
@NullMarked
package io.cacheaside.expression;

import org.jspecify.annotations.NullMarked;
