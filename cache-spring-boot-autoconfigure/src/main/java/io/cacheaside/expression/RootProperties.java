package io.cacheaside.expression;

import java.beans.Introspector;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import io.cacheaside.CacheConfigurationException;
import org.jspecify.annotations.Nullable;

import org.springframework.expression.Expression;
import org.springframework.expression.ParseException;
import org.springframework.expression.common.CompositeStringExpression;
import org.springframework.expression.common.TemplateParserContext;
import org.springframework.expression.spel.SpelNode;
import org.springframework.expression.spel.ast.CompoundExpression;
import org.springframework.expression.spel.ast.Indexer;
import org.springframework.expression.spel.ast.InlineMap;
import org.springframework.expression.spel.ast.Projection;
import org.springframework.expression.spel.ast.PropertyOrFieldReference;
import org.springframework.expression.spel.ast.Selection;
import org.springframework.expression.spel.ast.VariableReference;
import org.springframework.expression.spel.standard.SpelExpression;
import org.springframework.expression.spel.standard.SpelExpressionParser;
import org.springframework.util.StringUtils;

/**
 * Finds properties in the expressions of a template that the type of its root cannot
 * have. Only a type without subtypes (a record, a final class) is judged, and likewise
 * each further type on the way along {@code a.b.c}. What is read of the elements of a
 * collection, or of what a method returns, is not judged.
 */
public final class RootProperties {

	private RootProperties() {
	}

	/**
	 * Checks a template. One that does not parse is left to its compiler to refuse.
	 * @param template literal text and <code>#{SpEL}</code>
	 * @param rootType the type of the root
	 * @param where what the template is, for the message
	 * @throws CacheConfigurationException if a property is read that a type cannot have
	 */
	public static void check(String template, Class<?> rootType, String where) {
		for (SpelExpression expression : expressions(template)) {
			Missing missing = find(expression.getAST(), rootType);
			if (missing != null) {
				throw new CacheConfigurationException(
						"\"" + template + "\" in " + where + " reads '" + missing.name() + "', which "
								+ missing.type().getName() + " does not have.",
						"Read one of its properties: " + String.join(", ", properties(missing.type())) + ".");
			}
		}
	}

	private static List<SpelExpression> expressions(String template) {
		try {
			Expression parsed = new SpelExpressionParser().parseExpression(template, new TemplateParserContext());
			Stream<Expression> parts = (parsed instanceof CompositeStringExpression composite)
					? Arrays.stream(composite.getExpressions()) : Stream.of(parsed);
			return parts.filter(SpelExpression.class::isInstance).map(SpelExpression.class::cast).toList();
		}
		catch (ParseException | IllegalStateException ex) {
			return List.of();
		}
	}

	private static @Nullable Missing find(SpelNode node, Class<?> rootType) {
		if (node instanceof PropertyOrFieldReference property) {
			return follow(List.of(property), rootType);
		}
		if (node instanceof CompoundExpression) {
			List<SpelNode> chain = children(node).toList();
			boolean fromRoot = chain.get(0) instanceof VariableReference variable
					&& variable.toStringAST().equals("#root");
			return follow(fromRoot ? chain.subList(1, chain.size()) : chain, rootType);
		}
		if (node instanceof Projection || node instanceof Selection || node instanceof Indexer
				|| node instanceof InlineMap) {
			return null;
		}
		return children(node).map((child) -> find(child, rootType))
			.filter(Missing.class::isInstance)
			.findFirst()
			.orElse(null);
	}

	private static @Nullable Missing follow(List<? extends SpelNode> chain, Class<?> rootType) {
		Class<?> type = rootType;
		for (SpelNode node : chain) {
			if (!(node instanceof PropertyOrFieldReference property)) {
				return null;
			}
			Class<?> next = typeOf(property.getName(), type);
			if (next == null) {
				boolean judged = Modifier.isFinal(type.getModifiers()) && !type.isArray();
				return judged ? new Missing(property.getName(), type) : null;
			}
			type = next;
		}
		return null;
	}

	private static Stream<SpelNode> children(SpelNode node) {
		return Stream.iterate(0, (i) -> i < node.getChildCount(), (i) -> i + 1).map(node::getChild);
	}

	private static @Nullable Class<?> typeOf(String name, Class<?> type) {
		String capital = StringUtils.capitalize(name);
		for (Method method : type.getMethods()) {
			if (method.getParameterCount() == 0 && reads(method.getName(), name, capital)) {
				return method.getReturnType();
			}
		}
		for (Field field : type.getFields()) {
			if (field.getName().equals(name)) {
				return field.getType();
			}
		}
		return null;
	}

	private static boolean reads(String method, String name, String capital) {
		return method.equals(name) || method.equals("get" + capital) || method.equals("is" + capital)
				|| method.equals("get" + name) || method.equals("is" + name);
	}

	private static Set<String> properties(Class<?> type) {
		Set<String> names = new TreeSet<>();
		for (Method method : type.getMethods()) {
			String name = method.getName();
			if (method.getParameterCount() == 0 && name.startsWith("get") && name.length() > 3
					&& method.getDeclaringClass() != Object.class) {
				names.add(Introspector.decapitalize(name.substring(3)));
			}
		}
		Arrays.stream(type.getFields()).forEach((field) -> names.add(field.getName()));
		if (type.isRecord()) {
			Arrays.stream(type.getRecordComponents()).forEach((component) -> names.add(component.getName()));
		}
		return names;
	}

	private record Missing(String name, Class<?> type) {
	}

}
