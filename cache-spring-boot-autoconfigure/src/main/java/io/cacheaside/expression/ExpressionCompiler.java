package io.cacheaside.expression;

import java.lang.reflect.Method;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.expression.ParseException;
import org.springframework.expression.spel.ast.InlineList;
import org.springframework.expression.spel.standard.SpelExpression;

import io.cacheaside.CacheConfigurationException;

/**
 * Checks the expressions and templates of annotations and makes them ready, once for each
 * method or event type. Thread-safe.
 * <p>
 * Variables, literals, chains of properties on them and inline lists of these are
 * evaluated without SpEL; everything else by SpEL, in a context like that of Spring's own
 * cache annotations.
 */
public final class ExpressionCompiler {

	private final ExpressionReader reader = new ExpressionReader();

	private final SubjectContexts contexts;

	/**
	 * Creates a compiler.
	 * @param beanFactory where {@code @bean} references lead; {@code null} for nowhere
	 */
	public ExpressionCompiler(@Nullable BeanFactory beanFactory) {
		this.contexts = new SubjectContexts(beanFactory);
	}

	/**
	 * Compiles an expression, a condition for example.
	 * @param source the SpEL expression
	 * @param scope what it can refer to
	 * @return the expression
	 * @throws CacheConfigurationException if it is blank, does not parse or uses a
	 * variable that does not exist
	 */
	public CompiledExpression compile(String source, ExpressionScope scope) {
		ScopeVariables variables = ScopeVariables.of(scope);
		return compile(this.reader.read(source, variables, scope.where()), variables, scope);
	}

	/**
	 * Compiles a key expression. An inline list as a whole gives a
	 * {@link io.cacheaside.CompositeKey}, anything else the value itself. The empty
	 * source is the default key: all arguments, one part each.
	 * @param source the SpEL expression, or an empty string
	 * @param scope what it can refer to
	 * @return the expression
	 * @throws CacheConfigurationException if it does not parse, uses a variable that does
	 * not exist or is empty outside a method
	 */
	public CompiledExpression compileKey(String source, ExpressionScope scope) {
		Method method = scope.method();
		if (source.isEmpty() && method != null) {
			ValueNode arguments = (method.getParameterCount() == 1) ? new ValueNode.OnlyArgument()
					: new ValueNode.AllArguments();
			return new PrecompiledExpression(arguments, scope.where());
		}
		ScopeVariables variables = ScopeVariables.of(scope);
		SpelExpression parsed = this.reader.read(source, variables, scope.where());
		AbstractExpression compiled = compile(parsed, variables, scope);
		return (parsed.getAST() instanceof InlineList) ? new CompositeKeyExpression(compiled) : compiled;
	}

	/**
	 * Whether an expression is an inline list as a whole.
	 * @param source the SpEL expression
	 * @return {@code false} also if it does not parse
	 */
	public boolean isInlineList(String source) {
		try {
			return !source.isBlank() && this.reader.parse(source).getAST() instanceof InlineList;
		}
		catch (ParseException ex) {
			return false;
		}
	}

	/**
	 * Compiles a template: literal text and <code>#{SpEL}</code>.
	 * @param source the template
	 * @param scope what its expressions can refer to
	 * @param kind what the text is used as
	 * @param escaping how values become text
	 * @return the template
	 * @throws CacheConfigurationException if it is blank, has a brace, a quote or a
	 * {@code #name} outside <code>#{…}</code>, a value after a single backslash or inside
	 * {@code [ ]}, or if an expression is refused as by {@link #compile}
	 */
	public CompiledTemplate compileTemplate(String source, ExpressionScope scope, TemplateKind kind,
			TemplateEscaping escaping) {
		return new TemplateReader(source, scope.where(), (expression) -> compile(expression, scope)).read(kind,
				escaping);
	}

	private AbstractExpression compile(SpelExpression parsed, ScopeVariables variables, ExpressionScope scope) {
		InterpretedExpression interpreted = new InterpretedExpression(parsed, this.contexts, variables, scope.where());
		ValueNode node = new Precompiler(variables, scope.method() == null).precompile(parsed.getAST());
		return (node != null) ? new PrecompiledExpression(node, interpreted) : interpreted;
	}

}
