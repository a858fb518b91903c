package io.cacheaside.event;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

import io.cacheaside.CacheConfigurationException;
import io.cacheaside.CacheKeyException;
import io.cacheaside.InvalidationTarget;
import io.cacheaside.expression.CompiledTemplate;
import io.cacheaside.expression.ExpressionCompiler;
import io.cacheaside.expression.ExpressionScope;
import io.cacheaside.expression.ExpressionSubject;
import io.cacheaside.expression.TemplateEscaping;
import io.cacheaside.expression.RootProperties;
import io.cacheaside.expression.TemplateKind;
import io.cacheaside.key.CacheKey;
import io.cacheaside.key.GlobPattern;
import io.cacheaside.key.KeyEncoder;

/** Compiles the annotations of an event's type. */
final class EventTemplates {

	private final ExpressionCompiler compiler;

	private final TemplateEscaping escaping;

	private final Predicate<String> isCache;

	EventTemplates(ExpressionCompiler compiler, KeyEncoder encoder, Predicate<String> isCache) {
		this.compiler = compiler;
		this.escaping = new TemplateEscaping(encoder::encodePart, GlobPattern::escape);
		this.isCache = isCache;
	}

	/**
	 * Compiles all annotations of a type, of its superclasses and of its interfaces. What
	 * is wrong with one template does not keep the others from being compiled; it becomes
	 * a rule that throws.
	 * @param eventType the type
	 * @return its plan, without mappings
	 */
	EventPlan compile(Class<?> eventType) {
		List<TargetRule> rules = new ArrayList<>();
		List<CacheConfigurationException> problems = new ArrayList<>();
		for (EventTemplate template : EventTemplate.of(eventType)) {
			try {
				rules.add(template.isSoft() ? softly(compile(template)) : compile(template));
			}
			catch (CacheConfigurationException ex) {
				problems.add(ex);
				rules.add((event, targets) -> {
					throw ex;
				});
			}
		}
		return new EventPlan(List.copyOf(rules), List.copyOf(problems));
	}

	private static TargetRule softly(TargetRule rule) {
		return (event, targets) -> {
			Set<InvalidationTarget> named = new LinkedHashSet<>();
			rule.collect(event, named);
			named.forEach((target) -> targets.add(target.soft()));
		};
	}

	private TargetRule compile(EventTemplate template) {
		if (template.source().isBlank()) {
			throw new CacheConfigurationException("There is nothing to invalidate in " + template.where() + ".",
					"Name a key, a pattern or a tag, such as @InvalidatesCache(\"user:#{userId}\").");
		}
		CompiledTemplate compiled = this.compiler.compileTemplate(template.source(),
				ExpressionScope.event(template.eventType(), template.where()),
				template.isTag() ? TemplateKind.TAG : TemplateKind.KEY_OR_PATTERN, this.escaping);
		RootProperties.check(template.source(), template.eventType(), template.where());
		if (template.isTag()) {
			return (event, targets) -> targets.add(new InvalidationTarget.Tag(render(compiled, event)));
		}
		if (compiled.hasWildcard()) {
			return pattern(template, compiled);
		}
		return key(template, compiled);
	}

	private static TargetRule pattern(EventTemplate template, CompiledTemplate compiled) {
		try {
			GlobPattern.parse(compiled.sample());
		}
		catch (IllegalArgumentException ex) {
			throw new CacheConfigurationException("The pattern \"" + template.source() + "\" of " + template.where()
					+ " is malformed: " + ex.getMessage(), "Correct the pattern.", ex);
		}
		return (event, targets) -> targets.add(new InvalidationTarget.Pattern(render(compiled, event)));
	}

	private TargetRule key(EventTemplate template, CompiledTemplate compiled) {
		if (template.source().indexOf(':') <= 0) {
			throw new CacheConfigurationException(
					"The key \"" + template.source() + "\" of " + template.where() + " names no entry.",
					"Write the cache's name, a colon and the key, such as \"user:#{userId}\", or \"" + template.source()
							+ ":*\" for all entries of that cache.");
		}
		return (event, targets) -> targets.add(entry(render(compiled, event)));
	}

	/**
	 * The entry of the longest name of a cache that the key begins with. A cache that
	 * this node does not use may have any name that the key begins with. That does not
	 * matter for where the entry is, unless the key is long: then only a pattern is
	 * certain to find it.
	 */
	private InvalidationTarget entry(String logical) {
		for (int colon = logical.lastIndexOf(':'); colon > 0; colon = logical.lastIndexOf(':', colon - 1)) {
			String name = logical.substring(0, colon);
			if (this.isCache.test(name)) {
				return new InvalidationTarget.Key(name, logical);
			}
		}
		int first = logical.indexOf(':');
		if (first <= 0) {
			throw new CacheKeyException("\"" + logical + "\" is no key, since it names no cache");
		}
		CacheKey guessed = new CacheKey(logical.substring(0, first), logical);
		return guessed.isLong() ? new InvalidationTarget.Pattern(GlobPattern.escape(logical))
				: new InvalidationTarget.Key(guessed.cacheName(), logical);
	}

	private static String render(CompiledTemplate template, Object event) {
		return template.render(new ExpressionSubject.Event(event));
	}

}
