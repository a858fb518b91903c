package io.cacheaside.expression;

import java.util.OptionalInt;

import org.jspecify.annotations.Nullable;

/**
 * An expression evaluated without SpEL, which only steps in where the outcome is an error
 * or a case that SpEL treats in its own way.
 */
final class PrecompiledExpression extends AbstractExpression {

	private final ValueNode node;

	private final @Nullable CompiledExpression interpreted;

	PrecompiledExpression(ValueNode node, InterpretedExpression interpreted) {
		super(interpreted.source(), interpreted.where());
		this.node = node;
		this.interpreted = interpreted;
	}

	/** One that has no source to interpret, and is always decided. */
	PrecompiledExpression(ValueNode node, String where) {
		super("", where);
		this.node = node;
		this.interpreted = null;
	}

	@Override
	public @Nullable Object evaluate(ExpressionSubject subject) {
		Object value = this.node.value(subject);
		if (value != ValueNode.UNDECIDED) {
			return value;
		}
		if (this.interpreted == null) {
			throw failure(null);
		}
		return this.interpreted.evaluate(subject);
	}

	@Override
	public OptionalInt argument() {
		if (this.node instanceof ValueNode.OnlyArgument) {
			return OptionalInt.of(0);
		}
		return (this.node instanceof ValueNode.Argument argument) ? OptionalInt.of(argument.index())
				: OptionalInt.empty();
	}

}
