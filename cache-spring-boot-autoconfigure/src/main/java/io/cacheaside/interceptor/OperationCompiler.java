package io.cacheaside.interceptor;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.cache.interceptor.KeyGenerator;
import org.springframework.util.StringUtils;
import org.springframework.util.function.SingletonSupplier;

import io.cacheaside.CacheConfigurationException;
import io.cacheaside.TimeToLive;
import io.cacheaside.annotation.CacheAside;
import io.cacheaside.annotation.CacheEvictPattern;
import io.cacheaside.annotation.CacheEvictTag;
import io.cacheaside.annotation.WriteBehind;
import io.cacheaside.annotation.WriteThrough;
import io.cacheaside.codec.CacheableType;
import io.cacheaside.expression.CompiledExpression;
import io.cacheaside.expression.CompiledTemplate;
import io.cacheaside.expression.ExpressionCompiler;
import io.cacheaside.expression.ExpressionScope;
import io.cacheaside.expression.ExpressionSubject;
import io.cacheaside.expression.TemplateEscaping;
import io.cacheaside.expression.TemplateKind;
import io.cacheaside.key.GlobPattern;
import io.cacheaside.key.KeyEncoder;

/**
 * Turns annotations into operations, and refuses what cannot be meant.
 */
final class OperationCompiler {

	private static final Set<CacheableType.Wrapper> REFUSED = Set.of(CacheableType.Wrapper.REACTIVE,
			CacheableType.Wrapper.UNCACHEABLE);

	private final ExpressionCompiler expressions;

	private final KeyEncoder keys;

	private final ConfigurableBeanFactory beanFactory;

	OperationCompiler(ExpressionCompiler expressions, KeyEncoder keys, ConfigurableBeanFactory beanFactory) {
		this.expressions = expressions;
		this.keys = keys;
		this.beanFactory = beanFactory;
	}

	StoreOperation compile(CacheAside annotation, AnnotatedMethod site) {
		return store(
				new StoreAttributes(annotation.cacheNames(), annotation.key(), annotation.keyGenerator(),
						annotation.condition(), annotation.unless(), annotation.ttl(), annotation.tags()),
				StoreOperation.Way.READ_THROUGH, site);
	}

	StoreOperation compile(WriteThrough annotation, AnnotatedMethod site) {
		return store(
				new StoreAttributes(annotation.cacheNames(), annotation.key(), annotation.keyGenerator(),
						annotation.condition(), annotation.unless(), annotation.ttl(), annotation.tags()),
				StoreOperation.Way.WRITE_THROUGH, site);
	}

	StoreOperation compile(WriteBehind annotation, AnnotatedMethod site) {
		return store(
				new StoreAttributes(annotation.cacheNames(), annotation.key(), annotation.keyGenerator(),
						annotation.condition(), annotation.unless(), annotation.ttl(), annotation.tags()),
				StoreOperation.Way.WRITE_BEHIND, site);
	}

	EvictOperation compile(CacheEvictPattern annotation, AnnotatedMethod site) {
		return evict(EvictOperation.Kind.PATTERN, EvictAttributes.of(annotation), site);
	}

	EvictOperation compile(CacheEvictTag annotation, AnnotatedMethod site) {
		return evict(EvictOperation.Kind.TAG, EvictAttributes.of(annotation), site);
	}

	private StoreOperation store(StoreAttributes attributes, StoreOperation.Way way, AnnotatedMethod site) {
		requireCacheable(site);
		boolean afterwards = way != StoreOperation.Way.READ_THROUGH;
		if (attributes.cacheNames().length == 0) {
			throw new CacheConfigurationException(site.where() + " names no cache",
					"Set 'cacheNames' to the name of at least one cache.");
		}
		return new StoreOperation(new StoreOperation.Description(site.where(), way, List.of(attributes.cacheNames()),
				key(attributes, afterwards, site), condition(attributes.condition(), "condition", afterwards, site),
				condition(attributes.unless(), "unless", true, site), ttl(attributes.ttl(), site),
				templates(attributes.tags(), "tags", TemplateKind.TAG, site, true), site.type().valueType()),
				this.keys);
	}

	private EvictOperation evict(EvictOperation.Kind kind, EvictAttributes attributes, AnnotatedMethod site) {
		boolean afterwards = !attributes.beforeInvocation();
		TemplateKind templateKind = (kind == EvictOperation.Kind.TAG) ? TemplateKind.TAG : TemplateKind.PATTERN;
		if (attributes.templates().length == 0) {
			throw new CacheConfigurationException(site.where() + " names nothing to evict",
					"Set 'value' to at least one " + kind.name().toLowerCase(Locale.ROOT) + ".");
		}
		return new EvictOperation(site.where(), kind,
				templates(attributes.templates(), "value", templateKind, site, afterwards),
				condition(attributes.condition(), "condition", afterwards, site),
				afterwards ? EvictOperation.Moment.AFTER : EvictOperation.Moment.BEFORE, attributes.soft());
	}

	private static void requireCacheable(AnnotatedMethod site) {
		if (REFUSED.contains(site.type().wrapper())) {
			throw new CacheConfigurationException(
					site.where() + " cannot cache the return type '"
							+ site.method().getGenericReturnType().getTypeName()
							+ "', which can be read only once or is reactive",
					"Return a value that can be read again, such as a List, or remove the annotation.");
		}
	}

	private CompiledExpression key(StoreAttributes attributes, boolean afterwards, AnnotatedMethod site) {
		boolean generated = StringUtils.hasText(attributes.keyGenerator());
		if (generated && StringUtils.hasText(attributes.key())) {
			throw new CacheConfigurationException(site.where() + " has both 'key' and 'keyGenerator'",
					"Remove one of the two.");
		}
		if (generated) {
			return new GeneratedKey(attributes.keyGenerator(), generator(attributes.keyGenerator(), site));
		}
		return this.expressions.compileKey(attributes.key(), scope("key", afterwards, site));
	}

	private Supplier<KeyGenerator> generator(String beanName, AnnotatedMethod site) {
		if (!this.beanFactory.containsBean(beanName)) {
			throw new CacheConfigurationException(
					site.attribute("keyGenerator") + " names the bean '" + beanName + "', which does not exist",
					"Define a KeyGenerator bean of this name, or correct the name.");
		}
		return SingletonSupplier.of(() -> {
			try {
				return this.beanFactory.getBean(beanName, KeyGenerator.class);
			}
			catch (NoSuchBeanDefinitionException ex) {
				throw new IllegalStateException(site.attribute("keyGenerator") + ": " + ex.getMessage(), ex);
			}
		});
	}

	private @Nullable CompiledExpression condition(String source, String attribute, boolean afterwards,
			AnnotatedMethod site) {
		return StringUtils.hasText(source) ? this.expressions.compile(source, scope(attribute, afterwards, site))
				: null;
	}

	private DeclaredTtl ttl(String source, AnnotatedMethod site) {
		if (!StringUtils.hasText(source)) {
			return DeclaredTtl.of(null);
		}
		try {
			String resolved = this.beanFactory.resolveEmbeddedValue(source);
			String text = (resolved != null) ? resolved : source;
			return text.contains("#{")
					? new DeclaredTtl.Computed(this.expressions.compileTemplate(text, scope("ttl", true, site),
							TemplateKind.VALUE, TemplateEscaping.NONE), site.attribute("ttl"))
					: DeclaredTtl.of(TimeToLive.parse(text));
		}
		catch (IllegalArgumentException ex) {
			throw new CacheConfigurationException(site.attribute("ttl") + ": " + ex.getMessage(),
					"Write a positive duration with a unit, such as '90s' or '5m', 'none', or #{an expression}.", ex);
		}
	}

	private List<CompiledTemplate> templates(String[] sources, String attribute, TemplateKind kind,
			AnnotatedMethod site, boolean afterwards) {
		TemplateEscaping escaping = new TemplateEscaping(this.keys::encodePart, GlobPattern::escape);
		ExpressionScope scope = scope(attribute, afterwards, site);
		List<CompiledTemplate> templates = Arrays.stream(sources)
			.map((source) -> this.expressions.compileTemplate(source, scope, kind, escaping))
			.toList();
		if (kind == TemplateKind.PATTERN) {
			templates.forEach((template) -> requireGlob(template, site.attribute(attribute)));
		}
		return templates;
	}

	private static void requireGlob(CompiledTemplate template, String where) {
		try {
			GlobPattern.parse(template.sample());
		}
		catch (IllegalArgumentException ex) {
			throw new CacheConfigurationException(where + " is no pattern: " + ex.getMessage(),
					"Correct the pattern '" + template.source() + "'.", ex);
		}
	}

	private static ExpressionScope scope(String attribute, boolean resultAvailable, AnnotatedMethod site) {
		return ExpressionScope.method(site.method(), site.targetClass(), resultAvailable, site.attribute(attribute));
	}

	/** What the storing annotations have in common. */
	private record StoreAttributes(String[] cacheNames, String key, String keyGenerator, String condition,
			String unless, String ttl, String[] tags) {
	}

	/** What the two evicting annotations have in common. */
	private record EvictAttributes(String[] templates, String condition, boolean beforeInvocation, boolean soft) {

		static EvictAttributes of(CacheEvictPattern annotation) {
			return new EvictAttributes(annotation.value(), annotation.condition(), annotation.beforeInvocation(),
					annotation.soft());
		}

		static EvictAttributes of(CacheEvictTag annotation) {
			return new EvictAttributes(annotation.value(), annotation.condition(), annotation.beforeInvocation(),
					annotation.soft());
		}

	}

	/** A key made by a bean of the application. */
	private record GeneratedKey(String source, Supplier<KeyGenerator> generator) implements CompiledExpression {

		@Override
		public @Nullable Object evaluate(ExpressionSubject subject) {
			ExpressionSubject.MethodCall call = (ExpressionSubject.MethodCall) subject;
			return this.generator.get().generate(call.target(), call.method(), call.arguments());
		}

		@Override
		public boolean evaluateCondition(ExpressionSubject subject) {
			throw new IllegalStateException("a key is no condition");
		}

	}

}
