package io.cacheaside.expression;

import org.jspecify.annotations.Nullable;

import org.springframework.expression.spel.standard.SpelExpression;

import io.cacheaside.CacheKeyException;

/**
 * Any other expression, evaluated by SpEL.
 */
final class InterpretedExpression extends AbstractExpression {

	private final SpelExpression expression;

	private final SubjectContexts contexts;

	private final ScopeVariables variables;

	InterpretedExpression(SpelExpression expression, SubjectContexts contexts, ScopeVariables variables, String where) {
		super(expression.getExpressionString(), where);
		this.expression = expression;
		this.contexts = contexts;
		this.variables = variables;
	}

	@Override
	public @Nullable Object evaluate(ExpressionSubject subject) {
		try {
			return this.expression.getValue(this.contexts.context(subject, this.variables));
		}
		catch (CacheKeyException ex) {
			throw ex;
		}
		catch (RuntimeException ex) {
			throw failure(ex);
		}
	}

}
