package io.cacheaside.expression;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.expression.spel.SpelNode;
import org.springframework.expression.spel.ast.CompoundExpression;
import org.springframework.expression.spel.ast.InlineList;
import org.springframework.expression.spel.ast.Literal;
import org.springframework.expression.spel.ast.PropertyOrFieldReference;
import org.springframework.expression.spel.ast.VariableReference;

/**
 * Makes {@link ValueNode}s of the expressions that keys usually are: variables, literals,
 * chains of properties on them, and inline lists of all these.
 */
final class Precompiler {

	private final ScopeVariables variables;

	private final boolean event;

	Precompiler(ScopeVariables variables, boolean event) {
		this.variables = variables;
		this.event = event;
	}

	/** The precompiled form; {@code null} if the expression has to be interpreted. */
	@Nullable ValueNode precompile(SpelNode node) {
		if (node instanceof Literal literal) {
			return new ValueNode.Constant(literal.getLiteralValue().getValue());
		}
		if (node instanceof VariableReference) {
			return variable(node.toStringAST().substring(1));
		}
		if (node instanceof PropertyOrFieldReference property) {
			return this.event ? property(new ValueNode.Event(), property) : null;
		}
		if (node instanceof CompoundExpression) {
			return chain(node);
		}
		return (node instanceof InlineList) ? list(node) : null;
	}

	private @Nullable ValueNode variable(String name) {
		if (name.equals("root") || name.equals("this")) {
			return this.event ? new ValueNode.Event() : null;
		}
		if (this.variables.isResult(name)) {
			return new ValueNode.Result();
		}
		Integer index = this.variables.arguments().get(name);
		return (index != null) ? new ValueNode.Argument(index) : null;
	}

	private @Nullable ValueNode chain(SpelNode compound) {
		ValueNode value = precompile(compound.getChild(0));
		for (int i = 1; value != null && i < compound.getChildCount(); i++) {
			value = (compound.getChild(i) instanceof PropertyOrFieldReference property) ? property(value, property)
					: null;
		}
		return value;
	}

	private static ValueNode property(ValueNode owner, PropertyOrFieldReference property) {
		return new ValueNode.Property(owner, new PropertyReader(property.getName()), property.isNullSafe());
	}

	private @Nullable ValueNode list(SpelNode list) {
		List<ValueNode> elements = new ArrayList<>();
		for (int i = 0; i < list.getChildCount(); i++) {
			ValueNode element = precompile(list.getChild(i));
			if (element == null) {
				return null;
			}
			elements.add(element);
		}
		return new ValueNode.ListOf(List.copyOf(elements));
	}

}
