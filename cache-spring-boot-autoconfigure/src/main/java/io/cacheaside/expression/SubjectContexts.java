package io.cacheaside.expression;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.context.expression.BeanFactoryResolver;
import org.springframework.expression.spel.support.StandardEvaluationContext;

/**
 * Makes the contexts that SpEL evaluates in. All of them share what SpEL learns about
 * classes.
 */
final class SubjectContexts {

	private final StandardEvaluationContext shared = new StandardEvaluationContext();

	SubjectContexts(@Nullable BeanFactory beanFactory) {
		if (beanFactory != null) {
			this.shared.setBeanResolver(new BeanFactoryResolver(beanFactory));
		}
	}

	StandardEvaluationContext context(ExpressionSubject subject, ScopeVariables variables) {
		SubjectContext context = new SubjectContext(subject, variables);
		this.shared.applyDelegatesTo(context);
		return context;
	}

	private static Object root(ExpressionSubject subject) {
		if (subject instanceof ExpressionSubject.Event event) {
			return event.event();
		}
		return new MethodCallRoot((ExpressionSubject.MethodCall) subject);
	}

	private static final class SubjectContext extends StandardEvaluationContext {

		private final ExpressionSubject subject;

		private final ScopeVariables variables;

		SubjectContext(ExpressionSubject subject, ScopeVariables variables) {
			super(root(subject));
			this.subject = subject;
			this.variables = variables;
		}

		@Override
		public @Nullable Object lookupVariable(String name) {
			if (!(this.subject instanceof ExpressionSubject.MethodCall call)) {
				return null;
			}
			if (this.variables.isResult(name)) {
				return call.result();
			}
			Integer index = this.variables.arguments().get(name);
			return (index != null) ? call.arguments()[index] : null;
		}

	}

}
