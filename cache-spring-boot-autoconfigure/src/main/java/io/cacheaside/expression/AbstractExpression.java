package io.cacheaside.expression;

import org.jspecify.annotations.Nullable;

import org.springframework.core.convert.TypeDescriptor;
import org.springframework.expression.EvaluationException;
import org.springframework.expression.TypeConverter;
import org.springframework.expression.spel.support.StandardTypeConverter;

import io.cacheaside.CacheKeyException;

/**
 * What every expression has: a source, a place, and a value that can be a condition.
 */
abstract sealed class AbstractExpression implements CompiledExpression
		permits PrecompiledExpression, InterpretedExpression, CompositeKeyExpression {

	private static final TypeConverter CONVERTER = new StandardTypeConverter();

	private static final TypeDescriptor BOOLEAN = TypeDescriptor.valueOf(Boolean.class);

	private final String source;

	private final String where;

	AbstractExpression(String source, String where) {
		this.source = source;
		this.where = where;
	}

	@Override
	public final boolean evaluateCondition(ExpressionSubject subject) {
		Object value = evaluate(subject);
		if (value == null || value instanceof Boolean) {
			return Boolean.TRUE.equals(value);
		}
		try {
			// As Spring does with the conditions of its own annotations.
			return Boolean.TRUE.equals(CONVERTER.convertValue(value, TypeDescriptor.forObject(value), BOOLEAN));
		}
		catch (EvaluationException ex) {
			throw new CacheKeyException("The condition '" + this.source + "' in " + this.where
					+ " gives no boolean but a " + value.getClass().getName() + ".", ex);
		}
	}

	@Override
	public final String source() {
		return this.source;
	}

	final String where() {
		return this.where;
	}

	final CacheKeyException failure(@Nullable RuntimeException cause) {
		String reason = (cause != null) ? ": " + cause.getMessage() : "";
		return new CacheKeyException("The expression '" + this.source + "' in " + this.where + " failed" + reason,
				cause);
	}

	@Override
	public final String toString() {
		return this.source;
	}

}
