package io.cacheaside.expression;

import java.util.List;

import io.cacheaside.CompositeKey;

/**
 * A key expression that is an inline list, which gives one part for each element.
 */
final class CompositeKeyExpression extends AbstractExpression {

	private final AbstractExpression list;

	CompositeKeyExpression(AbstractExpression list) {
		super(list.source(), list.where());
		this.list = list;
	}

	@Override
	public CompositeKey evaluate(ExpressionSubject subject) {
		if (this.list.evaluate(subject) instanceof List<?> parts) {
			return CompositeKey.of(parts.toArray());
		}
		throw failure(null);
	}

	/** How the list is evaluated. */
	AbstractExpression list() {
		return this.list;
	}

}
