package io.cacheaside.interceptor;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.core.MethodClassKey;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

import io.cacheaside.expression.ExpressionCompiler;
import io.cacheaside.key.KeyEncoder;

/**
 * The operations of every method, parsed when its bean is made and then only looked up.
 * Safe for use by many threads.
 */
public final class OperationSource {

	private final OperationParser parser;

	private final ConcurrentMap<MethodClassKey, MethodOperations> operations = new ConcurrentHashMap<>();

	/**
	 * Creates the source.
	 * @param expressions compiles the expressions
	 * @param keys turns keys into text
	 * @param beanFactory resolves placeholders and key generators
	 * @param proxyTargetClass whether beans are proxied by their class
	 */
	public OperationSource(ExpressionCompiler expressions, KeyEncoder keys, ConfigurableBeanFactory beanFactory,
			boolean proxyTargetClass) {
		this.parser = new OperationParser(new OperationCompiler(expressions, keys, beanFactory), proxyTargetClass);
	}

	/**
	 * Whether a class has an annotated method. Looks at all of its methods, also those
	 * that no proxy would be asked for, so that each mistake is known at start-up.
	 */
	boolean hasOperations(Class<?> targetClass) {
		if (!AnnotationUtils.isCandidateClass(targetClass, OperationParser.ANNOTATIONS)) {
			return false;
		}
		boolean found = false;
		for (Method method : methods(targetClass)) {
			found |= !operations(method, targetClass).isEmpty();
		}
		return found;
	}

	private static Set<Method> methods(Class<?> targetClass) {
		Set<Method> methods = new LinkedHashSet<>();
		Class<?> type = ClassUtils.getUserClass(targetClass);
		Collections.addAll(methods, ReflectionUtils.getAllDeclaredMethods(type));
		for (Class<?> each : ClassUtils.getAllInterfacesForClassAsSet(type)) {
			Collections.addAll(methods, each.getMethods());
		}
		return methods;
	}

	MethodOperations operations(Method method, Class<?> targetClass) {
		MethodClassKey key = new MethodClassKey(method, targetClass);
		MethodOperations known = this.operations.get(key);
		if (known == null) {
			known = this.parser.parse(method, targetClass);
			this.operations.put(key, known);
		}
		return known;
	}

	/**
	 * The names of the caches that methods found so far use, each with the place of its
	 * use.
	 */
	List<CacheUse> uses() {
		List<CacheUse> uses = new ArrayList<>();
		for (MethodOperations each : this.operations.values()) {
			each.stores().forEach((store) -> store.cacheNames().forEach((name) -> uses.add(new CacheUse(name, store))));
		}
		return uses;
	}

	/**
	 * The methods found so far that keep their results in a cache.
	 * @param cacheName the cache
	 * @return each of them once, in the order of their places
	 */
	public List<MethodUse> methods(String cacheName) {
		return uses().stream()
			.filter((use) -> use.cacheName().equals(cacheName))
			.map((use) -> use.operation().use())
			.distinct()
			.sorted(Comparator.comparing(MethodUse::where))
			.toList();
	}

	/**
	 * The place of some annotation, if any method has one.
	 */
	Optional<String> anyUse() {
		return this.operations.values().stream().flatMap(MethodOperations::places).findFirst();
	}

	/**
	 * A cache that a method uses.
	 *
	 * @param cacheName the cache
	 * @param operation how
	 */
	record CacheUse(String cacheName, StoreOperation operation) {
	}

}
