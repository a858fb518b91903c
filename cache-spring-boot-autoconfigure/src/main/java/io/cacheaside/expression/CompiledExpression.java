package io.cacheaside.expression;

import java.util.OptionalInt;

import org.jspecify.annotations.Nullable;

import io.cacheaside.CacheKeyException;

/**
 * A SpEL expression, checked and made ready once, evaluated by many threads.
 */
public interface CompiledExpression {

	/**
	 * Evaluates the expression.
	 * @param subject what to evaluate it against; of the kind that the scope was for
	 * @return the value
	 * @throws CacheKeyException if the evaluation fails; the message tells where the
	 * expression stands, and the cause why it failed
	 */
	@Nullable Object evaluate(ExpressionSubject subject);

	/**
	 * Evaluates the expression as a condition.
	 * @param subject what to evaluate it against; of the kind that the scope was for
	 * @return the truth value; {@code false} for {@code null}
	 * @throws CacheKeyException if the evaluation fails or its value is none that Spring
	 * converts to a boolean
	 */
	boolean evaluateCondition(ExpressionSubject subject);

	/**
	 * Which argument of a call the value is, as it was passed. An argument that is a
	 * {@link io.cacheaside.CompositeKey} may be wrapped in another one.
	 * @return the argument's place from 0; empty if the value is, or may be, another one
	 */
	default OptionalInt argument() {
		return OptionalInt.empty();
	}

	/**
	 * The expression as written.
	 * @return the source text
	 */
	String source();

}
