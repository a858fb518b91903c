package io.cacheaside.codec;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import tools.jackson.databind.JavaType;
import tools.jackson.databind.type.TypeFactory;

/**
 * Canonical generic names: from a type to its name, and from a name to the classes in it
 * and, once those are allowed, to the type.
 */
final class TypeNames {

	private static final int DEEPEST = 32;

	private static final Map<String, Class<?>> PRIMITIVES = Map.of("boolean", boolean.class, "byte", byte.class,
			"short", short.class, "int", int.class, "long", long.class, "float", float.class, "double", double.class,
			"char", char.class);

	private final TypeFactory types;

	private final ClassLoader classLoader;

	TypeNames(TypeFactory types, ClassLoader classLoader) {
		this.types = types;
		this.classLoader = classLoader;
	}

	/**
	 * The canonical generic name of a type, with binary class names.
	 * @param type the type
	 * @return its name, such as {@code java.util.Map<java.lang.String,com.acme.User[]>}
	 */
	static String nameOf(JavaType type) {
		if (type.isArrayType()) {
			return nameOf(type.getContentType()) + "[]";
		}
		List<JavaType> parameters = type.getBindings().getTypeParameters();
		String name = type.getRawClass().getName();
		return parameters.isEmpty() ? name
				: name + "<" + String.join(",", parameters.stream().map(TypeNames::nameOf).toList()) + ">";
	}

	/**
	 * The names of the classes in a name. Loads nothing.
	 * @param name a canonical generic name, or anything
	 * @return the names of classes
	 */
	static Set<String> classNamesIn(String name) {
		Set<String> names = new LinkedHashSet<>();
		for (String part : name.split("[<>,\\[\\]]")) {
			if (!part.isEmpty()) {
				names.add(part);
			}
		}
		return names;
	}

	/**
	 * Makes the type of a name, without initialising its classes. Only for names whose
	 * classes are all allowed.
	 * @param name the canonical generic name
	 * @return the type
	 * @throws Refusal if it is malformed or a class is not there
	 */
	JavaType parse(String name) {
		Parser parser = new Parser(name);
		JavaType type = parser.type(0);
		if (parser.offset != name.length()) {
			throw malformed();
		}
		return type;
	}

	private static Refusal malformed() {
		return new Refusal("the name of the type in the header is malformed");
	}

	private JavaType construct(String className, List<JavaType> parameters) {
		try {
			Class<?> type = PRIMITIVES.get(className);
			if (type == null) {
				type = Class.forName(className, false, this.classLoader);
			}
			return parameters.isEmpty() ? this.types.constructType(type)
					: this.types.constructParametricType(type, parameters.toArray(JavaType[]::new));
		}
		catch (ClassNotFoundException | LinkageError ex) {
			throw new Refusal("the class " + className + " of the header is not there");
		}
		catch (IllegalArgumentException ex) {
			throw new Refusal("the class " + className + " does not take the type parameters of the header");
		}
	}

	private final class Parser {

		private final String name;

		private int offset;

		Parser(String name) {
			this.name = name;
		}

		JavaType type(int depth) {
			if (depth > DEEPEST) {
				throw malformed();
			}
			int begin = this.offset;
			while (this.offset < this.name.length() && "<>,[]".indexOf(this.name.charAt(this.offset)) < 0) {
				this.offset++;
			}
			String className = this.name.substring(begin, this.offset);
			JavaType type = construct(className, parameters(depth));
			while (skip('[')) {
				require(']');
				type = TypeNames.this.types.constructArrayType(type);
			}
			return type;
		}

		private List<JavaType> parameters(int depth) {
			List<JavaType> parameters = new ArrayList<>();
			if (skip('<')) {
				do {
					parameters.add(type(depth + 1));
				}
				while (skip(','));
				require('>');
			}
			return parameters;
		}

		private void require(char expected) {
			if (!skip(expected)) {
				throw malformed();
			}
		}

		private boolean skip(char expected) {
			boolean found = this.offset < this.name.length() && this.name.charAt(this.offset) == expected;
			if (found) {
				this.offset++;
			}
			return found;
		}

	}

}
