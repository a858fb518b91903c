package io.cacheaside.expression;

import org.jspecify.annotations.Nullable;

import org.springframework.expression.ParseException;
import org.springframework.expression.spel.SpelNode;
import org.springframework.expression.spel.ast.FunctionReference;
import org.springframework.expression.spel.ast.VariableReference;
import org.springframework.expression.spel.standard.SpelExpression;
import org.springframework.expression.spel.standard.SpelExpressionParser;

import io.cacheaside.CacheConfigurationException;

/**
 * Parses expressions and refuses those that can only fail.
 */
final class ExpressionReader {

	private final SpelExpressionParser parser = new SpelExpressionParser();

	/**
	 * Parses without a scope.
	 * @throws ParseException if the source is no SpEL
	 */
	SpelExpression parse(String source) {
		try {
			return this.parser.parseRaw(source);
		}
		catch (IllegalStateException | IllegalArgumentException ex) {
			// Some malformed sources trip the parser's own assertions.
			throw new ParseException(0, String.valueOf(ex.getMessage()), ex);
		}
	}

	SpelExpression read(String source, ScopeVariables variables, String where) {
		if (source.isBlank()) {
			throw new CacheConfigurationException("The expression in " + where + " is blank.",
					"Write a SpEL expression, or leave the attribute out.");
		}
		SpelExpression expression;
		try {
			expression = parse(source);
		}
		catch (ParseException ex) {
			throw new CacheConfigurationException(
					"The expression '" + source + "' in " + where + " does not parse: " + ex.getMessage(),
					"Correct the SpEL expression; what it can use is " + String.join(", ", variables.names()) + ".",
					ex);
		}
		check(expression.getAST(), source, new Place(variables, where));
		return expression;
	}

	private static void check(SpelNode node, String source, Place place) {
		String name = variable(node);
		if (name != null && !place.variables().contains(name) && !name.equals("root") && !name.equals("this")) {
			throw unknown(name, source, place);
		}
		for (int i = 0; i < node.getChildCount(); i++) {
			check(node.getChild(i), source, place);
		}
	}

	private static @Nullable String variable(SpelNode node) {
		if (node instanceof VariableReference) {
			return node.toStringAST().substring(1);
		}
		if (node instanceof FunctionReference) {
			String text = node.toStringAST();
			return text.substring(1, text.indexOf('('));
		}
		return null;
	}

	private static CacheConfigurationException unknown(String name, String source, Place place) {
		String problem = "The expression '" + source + "' in " + place.where() + " uses #" + name + ", which "
				+ (name.equals(ScopeVariables.RESULT) ? "is not available there." : "does not exist.");
		String action = "Use one of " + String.join(", ", place.variables().names()) + ".";
		if (!place.variables().parameterNamesKnown()) {
			action += " The names of the parameters are not in the class file: compile with -parameters to use them.";
		}
		return new CacheConfigurationException(problem, action);
	}

	private record Place(ScopeVariables variables, String where) {
	}

}
