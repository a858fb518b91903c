package io.cacheaside.codec;

import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.Map;

import tools.jackson.databind.JavaType;

/**
 * What a declared type says about the values at its place, if it bears no logical names
 * of subtypes itself.
 */
enum DeclaredKind {

	/** There is only one class it can be, or the serializer sees to it. */
	CERTAIN,

	/** A class that can be extended: only instances of itself come back. */
	EXTENSIBLE,

	/** A collection or map of the JDK. */
	CONTAINER,

	/** {@code Object} and its like: a logical name has to stand beside the value. */
	UNTYPED,

	/** An interface or abstract class without logical names. */
	OPEN,

	/** A collection or map that is not of the JDK. */
	FOREIGN_CONTAINER,

	/** A class of the JDK or of Spring Data that is not known as a value. */
	FOREIGN;

	static DeclaredKind of(JavaType type) {
		Class<?> raw = type.getRawClass();
		if (KnownTypes.UNTYPED.contains(raw)) {
			return UNTYPED;
		}
		if (KnownTypes.CONTAINERS.contains(raw)) {
			return CONTAINER;
		}
		if (Collection.class.isAssignableFrom(raw) || Map.class.isAssignableFrom(raw)) {
			return FOREIGN_CONTAINER;
		}
		if (raw.isPrimitive() || raw.isEnum() || raw.isArray() || KnownTypes.isPage(raw)) {
			return CERTAIN;
		}
		Scalar scalar = Scalars.find(raw);
		if (scalar != null) {
			return scalar.family() ? CERTAIN : ofClass(raw);
		}
		if (!KnownTypes.isKnown(raw.getName()) && isForeign(raw.getName())) {
			return FOREIGN;
		}
		return ofClass(raw);
	}

	private static DeclaredKind ofClass(Class<?> raw) {
		if (Modifier.isAbstract(raw.getModifiers())) {
			return OPEN;
		}
		return Modifier.isFinal(raw.getModifiers()) ? CERTAIN : EXTENSIBLE;
	}

	private static boolean isForeign(String className) {
		return className.startsWith("java.") || className.startsWith("javax.") || className.startsWith("jdk.")
				|| className.startsWith("sun.") || className.startsWith("com.sun.")
				|| className.startsWith("org.springframework.data.domain.");
	}

	/**
	 * Why nothing is stored at such a place, and how to mend it.
	 * @param type the declared type
	 * @return the sentence
	 */
	String refusal(JavaType type) {
		String name = type.getRawClass().getName();
		return switch (this) {
			case OPEN -> name + " is abstract and does not tell its subtypes apart; seal it, annotate it with "
					+ "@JsonTypeInfo(use = Id.NAME) and @JsonSubTypes, or declare a concrete class";
			case FOREIGN_CONTAINER ->
				name + " is a collection or map that the cache cannot make anew; declare java.util's";
			default -> name + " is not a type that the cache can give back; use another one, or a codec of your own";
		};
	}

}
