package io.cacheaside.expression;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;

public final class ExpressionCompiler {

	public ExpressionCompiler(@Nullable BeanFactory beanFactory) {
	}

	public CompiledExpression compile(String source, ExpressionScope scope) {
		throw new UnsupportedOperationException();
	}

	public CompiledExpression compileKey(String source, ExpressionScope scope) {
		throw new UnsupportedOperationException();
	}

	public boolean isInlineList(String source) {
		return source.trim().startsWith("{");
	}

	public CompiledTemplate compileTemplate(String source, ExpressionScope scope, TemplateKind kind,
			TemplateEscaping escaping) {
		return new CompiledTemplate(source);
	}

}
