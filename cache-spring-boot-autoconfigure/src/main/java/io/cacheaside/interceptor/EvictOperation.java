package io.cacheaside.interceptor;

import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.expression.CompiledExpression;
import io.cacheaside.expression.CompiledTemplate;
import io.cacheaside.expression.ExpressionSubject;

/**
 * What one {@code @CacheEvictPattern} or {@code @CacheEvictTag} says. Immutable; made
 * once for each method.
 *
 * @param where the annotation and method, for messages
 * @param kind what the templates give
 * @param templates the patterns or tags, at least one
 * @param condition whether to evict, or {@code null} for always
 * @param moment when it evicts
 * @param soft whether values stay until they are loaded anew
 */
record EvictOperation(String where, Kind kind, List<CompiledTemplate> templates, @Nullable CompiledExpression condition,
		Moment moment, boolean soft) {

	/** What a template gives. */
	enum Kind {

		PATTERN, TAG

	}

	/** When it evicts. */
	enum Moment {

		BEFORE, AFTER

	}

	boolean beforeInvocation() {
		return this.moment == Moment.BEFORE;
	}

	/**
	 * Adds what a call invalidates.
	 */
	void collect(ExpressionSubject.MethodCall call, Set<InvalidationTarget> targets) {
		if (this.condition != null && !this.condition.evaluateCondition(call)) {
			return;
		}
		for (CompiledTemplate template : this.templates) {
			String text = template.render(call);
			InvalidationTarget target = (this.kind == Kind.TAG) ? new InvalidationTarget.Tag(text)
					: new InvalidationTarget.Pattern(text);
			targets.add(this.soft ? target.soft() : target);
		}
	}

}
