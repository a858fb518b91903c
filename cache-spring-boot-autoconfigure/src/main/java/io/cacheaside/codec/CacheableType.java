package io.cacheaside.codec;

import java.io.InputStream;
import java.io.Reader;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.Spliterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.stream.BaseStream;

import org.springframework.core.BridgeMethodResolver;
import org.springframework.core.MethodParameter;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;

/**
 * What a method's declared return type means for a cache.
 *
 * @param valueType the generic type of what is cached, type variables resolved against
 * the class of the bean; what a wrapper holds where there is one
 * @param wrapper what the value is wrapped in
 */
public record CacheableType(Type valueType, Wrapper wrapper) {

	private static final List<Class<?>> CONSUMED_ONCE = List.of(BaseStream.class, Iterator.class, Enumeration.class,
			Spliterator.class, InputStream.class, Reader.class);

	private static final Set<Class<?>> FUTURES = Set.of(CompletableFuture.class, CompletionStage.class);

	/** How a method hands out its value. */
	public enum Wrapper {

		/** The value itself. */
		NONE,

		/** An {@link Optional}; {@code null} stands for an empty one. */
		OPTIONAL,

		/** A {@link CompletableFuture} or {@link CompletionStage}. */
		FUTURE,

		/** A reactive type. */
		REACTIVE,

		/** Something that can be read only once, or only here. */
		UNCACHEABLE

	}

	/**
	 * The cacheable type of a method.
	 * @param method the method
	 * @param targetClass the class of the bean, for type variables
	 * @return the type
	 */
	public static CacheableType of(Method method, Class<?> targetClass) {
		Method specific = BridgeMethodResolver.getMostSpecificMethod(method, targetClass);
		ResolvableType declared = ResolvableType
			.forMethodParameter(new MethodParameter(specific, -1).withContainingClass(targetClass));
		Class<?> raw = declared.resolve(Object.class);
		if (raw == Optional.class) {
			return new CacheableType(resolved(declared.getGeneric(0)), Wrapper.OPTIONAL);
		}
		if (FUTURES.contains(raw)) {
			return new CacheableType(resolved(declared.getGeneric(0)), Wrapper.FUTURE);
		}
		ReactiveAdapter reactive = ReactiveAdapterRegistry.getSharedInstance().getAdapter(raw);
		if (reactive != null) {
			ResolvableType element = reactive.isNoValue() ? ResolvableType.forClass(Void.class)
					: declared.getGeneric(0);
			return new CacheableType(resolved(
					reactive.isMultiValue() ? ResolvableType.forClassWithGenerics(List.class, element) : element),
					Wrapper.REACTIVE);
		}
		boolean uncacheable = Future.class.isAssignableFrom(raw)
				|| CONSUMED_ONCE.stream().anyMatch((type) -> type.isAssignableFrom(raw));
		return new CacheableType(resolved(declared), uncacheable ? Wrapper.UNCACHEABLE : Wrapper.NONE);
	}

	private static Type resolved(ResolvableType type) {
		return closed(type).getType();
	}

	/**
	 * Replaces type variables and wildcards by what they stand for, at any depth.
	 */
	private static ResolvableType closed(ResolvableType type) {
		if (type.isArray()) {
			return ResolvableType.forArrayComponent(closed(type.getComponentType()));
		}
		Class<?> raw = type.resolve(Object.class);
		if (!type.hasGenerics()) {
			return ResolvableType.forClass(ClassUtils.resolvePrimitiveIfNecessary(raw));
		}
		ResolvableType[] generics = type.getGenerics();
		for (int i = 0; i < generics.length; i++) {
			generics[i] = closed(generics[i]);
		}
		return ResolvableType.forClassWithGenerics(raw, generics);
	}

}
