package io.cacheaside.interceptor;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.core.BridgeMethodResolver;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.core.annotation.RepeatableContainers;
import org.springframework.util.ClassUtils;

import io.cacheaside.CacheConfigurationException;
import io.cacheaside.annotation.CacheAside;
import io.cacheaside.annotation.CacheEvictPattern;
import io.cacheaside.annotation.CacheEvictTag;
import io.cacheaside.annotation.WriteBehind;
import io.cacheaside.annotation.WriteThrough;
import io.cacheaside.codec.CacheableType;

/**
 * Finds the annotations of a method and has them compiled.
 *
 * <ol>
 * <li>on the method as the bean's class implements it, or on a method that it overrides
 * or implements;</li>
 * <li>where there is none at all: on the class, or on a class or interface above it.</li>
 * </ol>
 */
final class OperationParser {

	static final Set<Class<? extends Annotation>> ANNOTATIONS = Set.of(CacheAside.class, WriteThrough.class,
			WriteThrough.List.class, WriteBehind.class, WriteBehind.List.class, CacheEvictPattern.class,
			CacheEvictPattern.List.class, CacheEvictTag.class, CacheEvictTag.List.class);

	private final OperationCompiler compiler;

	private final boolean proxyTargetClass;

	OperationParser(OperationCompiler compiler, boolean proxyTargetClass) {
		this.compiler = compiler;
		this.proxyTargetClass = proxyTargetClass;
	}

	MethodOperations parse(Method method, Class<?> targetClass) {
		if (method.getDeclaringClass() == Object.class || (method.isSynthetic() && !method.isBridge())) {
			return MethodOperations.NONE;
		}
		Method specific = BridgeMethodResolver.getMostSpecificMethod(method, targetClass);
		List<MergedAnnotation<?>> found = annotations(specific);
		if (!found.isEmpty()) {
			requireReachable(specific, targetClass, found.get(0).getType());
		}
		else if (Modifier.isPublic(specific.getModifiers()) && !Modifier.isStatic(specific.getModifiers())
				&& ClassUtils.isUserLevelMethod(method)) {
			found = annotations(specific.getDeclaringClass());
		}
		return found.isEmpty() ? MethodOperations.NONE : compile(found, specific, targetClass);
	}

	private MethodOperations compile(List<MergedAnnotation<?>> found, Method method, Class<?> targetClass) {
		CacheableType type = CacheableType.of(method, targetClass);
		StoreOperation readThrough = null;
		List<StoreOperation> writes = new ArrayList<>();
		List<EvictOperation> evicts = new ArrayList<>();
		for (MergedAnnotation<?> annotation : found) {
			AnnotatedMethod site = new AnnotatedMethod(annotation.getType(), method, targetClass, type);
			Annotation synthesized = annotation.synthesize();
			if (synthesized instanceof CacheAside cacheAside) {
				if (readThrough != null) {
					throw new CacheConfigurationException(site.where() + " stands there more than once",
							"Keep one of them; it may name several caches.");
				}
				readThrough = this.compiler.compile(cacheAside, site);
			}
			else if (synthesized instanceof WriteThrough writeThrough) {
				writes.add(this.compiler.compile(writeThrough, site));
			}
			else if (synthesized instanceof WriteBehind writeBehind) {
				writes.add(this.compiler.compile(writeBehind, site));
			}
			else if (synthesized instanceof CacheEvictPattern pattern) {
				evicts.add(this.compiler.compile(pattern, site));
			}
			else if (synthesized instanceof CacheEvictTag tag) {
				evicts.add(this.compiler.compile(tag, site));
			}
		}
		return new MethodOperations(readThrough, List.copyOf(writes),
				evicts.stream().filter(EvictOperation::beforeInvocation).toList(),
				evicts.stream().filter((evict) -> !evict.beforeInvocation()).toList(), type.wrapper());
	}

	private static List<MergedAnnotation<?>> annotations(AnnotatedElement element) {
		List<MergedAnnotation<?>> found = new ArrayList<>();
		MergedAnnotations all = MergedAnnotations.from(element, SearchStrategy.TYPE_HIERARCHY,
				RepeatableContainers.standardRepeatables());
		for (Class<? extends Annotation> type : List.of(CacheAside.class, WriteThrough.class, WriteBehind.class,
				CacheEvictPattern.class, CacheEvictTag.class)) {
			// Nearest declaration wins: what an overridden method says is replaced.
			List<? extends MergedAnnotation<?>> ofType = all.stream(type).toList();
			int nearest = ofType.stream().mapToInt(MergedAnnotation::getAggregateIndex).min().orElse(-1);
			ofType.stream().filter((annotation) -> annotation.getAggregateIndex() == nearest).forEach(found::add);
		}
		return found;
	}

	private void requireReachable(Method method, Class<?> targetClass, Class<?> annotationType) {
		String hindrance = hindrance(method, targetClass);
		if (hindrance != null) {
			throw new CacheConfigurationException(
					"@" + annotationType.getSimpleName() + " on " + AnnotatedMethod.describe(method)
							+ " has no effect, because the method is " + hindrance + " and no proxy sees its calls",
					"Make the method non-" + hindrance + ", or move the annotation to a method that other beans call.");
		}
	}

	private @Nullable String hindrance(Method method, Class<?> targetClass) {
		int modifiers = method.getModifiers();
		if (Modifier.isPrivate(modifiers)) {
			return "private";
		}
		if (Modifier.isStatic(modifiers)) {
			return "static";
		}
		boolean byInterface = !this.proxyTargetClass && Arrays.stream(ClassUtils.getAllInterfacesForClass(targetClass))
			.anyMatch((type) -> ClassUtils.hasMethod(type, method.getName(), method.getParameterTypes()));
		return (Modifier.isFinal(modifiers) && !byInterface) ? "final" : null;
	}

}
