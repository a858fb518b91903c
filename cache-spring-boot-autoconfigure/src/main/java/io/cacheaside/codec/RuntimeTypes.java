package io.cacheaside.codec;

import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

import tools.jackson.databind.JavaType;
import tools.jackson.databind.type.TypeFactory;

/**
 * Finds a type for a value whose declared type says too little: the class of the value,
 * and where that is a container, the type that all its elements share.
 */
final class RuntimeTypes {

	private final TypeFactory types;

	private final ValueGuard guard;

	RuntimeTypes(TypeFactory types, ValueGuard guard) {
		this.types = types;
		this.guard = guard;
	}

	/**
	 * The type to write a value as.
	 * @param value the value
	 * @param declared the declared type
	 * @return a type that is at least as narrow as the declared one
	 * @throws Refusal if something of it was not loaded
	 */
	JavaType narrow(Object value, JavaType declared) {
		JavaType own = typeOf(value, declared);
		if (DeclaredKind.of(declared) != DeclaredKind.CONTAINER) {
			return own;
		}
		List<JavaType> parameters = own.getBindings().getTypeParameters();
		return (parameters.size() != declared.getRawClass().getTypeParameters().length) ? declared
				: this.types.constructParametricType(declared.getRawClass(), parameters.toArray(JavaType[]::new));
	}

	private JavaType typeOf(Object proxyOrValue, JavaType declared) {
		Object value = this.guard.laziness().unproxy(proxyOrValue);
		this.guard.laziness().requireLoaded(value);
		if (value instanceof Map<?, ?> map) {
			return this.types.constructParametricType(KnownTypes.containerFor(map),
					parameter(map.keySet(), declared, 0), parameter(map.values(), declared, 1));
		}
		if (value instanceof Collection<?> collection) {
			return this.types.constructParametricType(KnownTypes.containerFor(collection),
					parameter(collection, declared, 0));
		}
		if (value instanceof Optional<?> optional) {
			return this.types.constructParametricType(Optional.class,
					parameter(optional.stream().toList(), declared, 0));
		}
		if (value instanceof AtomicReference<?> reference) {
			Object content = reference.get();
			return this.types.constructParametricType(AtomicReference.class,
					parameter((content != null) ? List.of(content) : List.of(), declared, 0));
		}
		if (KnownTypes.isPage(value.getClass()) && value instanceof Iterable<?> && PageValues.isSlice(value)) {
			return this.types.constructParametricType(value.getClass(),
					parameter(PageValues.content(value), declared, 0));
		}
		Scalar scalar = Scalars.find(value.getClass());
		if (scalar != null) {
			return this.types.constructType(scalar.type());
		}
		return this.types
			.constructType((value instanceof Enum<?> constant) ? constant.getDeclaringClass() : value.getClass());
	}

	/** What is declared, if it says something, else what all elements share. */
	private JavaType parameter(Collection<?> elements, JavaType declared, int index) {
		JavaType parameter = declared.containedTypeOrUnknown(index);
		return parameter.isJavaLangObject() ? shared(elements) : parameter;
	}

	private JavaType shared(Collection<?> elements) {
		JavaType unknown = TypeFactory.unknownType();
		JavaType shared = unknown;
		Class<?> last = null;
		for (Iterator<?> iterator = elements.iterator(); iterator.hasNext();) {
			Object element = iterator.next();
			if (element == null || (element.getClass() == last && !shared.hasGenericTypes())) {
				continue;
			}
			JavaType type = typeOf(element, unknown);
			if (!shared.isJavaLangObject() && !shared.equals(type)) {
				return unknown;
			}
			shared = type;
			last = element.getClass();
		}
		return shared;
	}

}
