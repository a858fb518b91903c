package io.cacheaside.event;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import io.cacheaside.CacheConfigurationException;
import io.cacheaside.CacheKeyException;
import io.cacheaside.InvalidationTarget;
import io.cacheaside.annotation.InvalidatesCache;
import io.cacheaside.expression.CompiledTemplate;
import io.cacheaside.expression.ExpressionCompiler;
import io.cacheaside.expression.ExpressionScope;
import io.cacheaside.expression.ExpressionSubject;
import io.cacheaside.expression.TemplateEscaping;
import io.cacheaside.expression.RootProperties;
import io.cacheaside.expression.TemplateKind;
import io.cacheaside.key.GlobPattern;
import io.cacheaside.key.KeyEncoder;
import org.jspecify.annotations.Nullable;

import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;

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
		for (Template template : templates(eventType)) {
			try {
				rules.add(compile(template));
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

	private static List<Template> templates(Class<?> eventType) {
		List<Template> templates = new ArrayList<>();
		MergedAnnotations.from(eventType, SearchStrategy.TYPE_HIERARCHY)
			.stream(InvalidatesCache.class)
			.forEach((annotation) -> {
				for (String source : annotation.getStringArray("value")) {
					templates.add(new Template(eventType, "value", source, annotation.getSource()));
				}
				for (String source : annotation.getStringArray("tags")) {
					templates.add(new Template(eventType, "tags", source, annotation.getSource()));
				}
			});
		return templates;
	}

	private TargetRule compile(Template template) {
		boolean isTag = template.attribute().equals("tags");
		CompiledTemplate compiled = this.compiler.compileTemplate(template.source(),
				ExpressionScope.event(template.eventType(), template.where()),
				isTag ? TemplateKind.TAG : TemplateKind.KEY_OR_PATTERN, this.escaping);
		RootProperties.check(template.source(), template.eventType(), template.where());
		if (isTag) {
			return (event, targets) -> targets.add(new InvalidationTarget.Tag(render(compiled, event)));
		}
		if (compiled.hasWildcard()) {
			return pattern(template, compiled);
		}
		return key(template, compiled);
	}

	private static TargetRule pattern(Template template, CompiledTemplate compiled) {
		try {
			GlobPattern.parse(sample(template.source()));
		}
		catch (IllegalArgumentException ex) {
			throw new CacheConfigurationException("The pattern \"" + template.source() + "\" of " + template.where()
					+ " is malformed: " + ex.getMessage(), "Correct the pattern.", ex);
		}
		return (event, targets) -> targets.add(new InvalidationTarget.Pattern(render(compiled, event)));
	}

	/** What the template could render, to judge its literal text by. */
	private static String sample(String source) {
		StringBuilder sample = new StringBuilder();
		int depth = 0;
		for (int i = 0; i < source.length(); i++) {
			if (depth == 0 && source.startsWith("#{", i)) {
				sample.append('x');
				depth = 1;
				i++;
			}
			else if (depth > 0) {
				depth += (source.charAt(i) == '{') ? 1 : (source.charAt(i) == '}') ? -1 : 0;
			}
			else {
				sample.append(source.charAt(i));
			}
		}
		return sample.toString();
	}

	private TargetRule key(Template template, CompiledTemplate compiled) {
		if (template.source().indexOf(':') <= 0) {
			throw new CacheConfigurationException(
					"The key \"" + template.source() + "\" of " + template.where() + " names no entry.",
					"Write the cache's name, a colon and the key, such as \"user:#{userId}\", or \"" + template.source()
							+ ":*\" for all entries of that cache.");
		}
		return (event, targets) -> {
			String logical = render(compiled, event);
			targets.add(new InvalidationTarget.Key(cacheOf(logical), logical));
		};
	}

	/** The longest name of a cache that the key begins with, else its first segment. */
	private String cacheOf(String logical) {
		for (int colon = logical.lastIndexOf(':'); colon > 0; colon = logical.lastIndexOf(':', colon - 1)) {
			String name = logical.substring(0, colon);
			if (this.isCache.test(name)) {
				return name;
			}
		}
		int first = logical.indexOf(':');
		if (first <= 0) {
			throw new CacheKeyException("\"" + logical + "\" is no key, since it names no cache");
		}
		return logical.substring(0, first);
	}

	private static String render(CompiledTemplate template, Object event) {
		return template.render(new ExpressionSubject.Event(event));
	}

	/**
	 * One template of an annotation.
	 *
	 * @param eventType the type of event it is compiled for
	 * @param attribute the attribute it stands in
	 * @param source its text
	 * @param declaredOn the type that bears the annotation
	 */
	private record Template(Class<?> eventType, String attribute, String source, @Nullable Object declaredOn) {

		String where() {
			String on = (this.declaredOn instanceof Class<?> type) ? type.getName() : this.eventType.getName();
			String seenFrom = on.equals(this.eventType.getName()) ? "" : " for event type " + this.eventType.getName();
			return "attribute '" + this.attribute + "' of @InvalidatesCache on " + on + seenFrom;
		}

	}

}
