package io.cacheaside.codec;

import java.util.Collection;
import java.util.List;

/**
 * Which classes the bytes may name. Works on names alone, so that nothing is loaded that
 * is not allowed: the packages given, with those below them, and the value types that
 * {@link KnownTypes} lists. Immutable.
 */
public final class TypeAllowList {

	private final List<String> prefixes;

	/**
	 * Creates an allow list.
	 * @param packages names of packages, such as {@code com.example}
	 * @throws IllegalArgumentException if one is not a package name
	 */
	public TypeAllowList(Collection<String> packages) {
		this.prefixes = packages.stream().map(TypeAllowList::prefix).toList();
	}

	private static String prefix(String packageName) {
		String name = packageName.strip();
		if (!name.matches("[\\p{javaJavaIdentifierPart}]+(\\.[\\p{javaJavaIdentifierPart}]+)*")) {
			throw new IllegalArgumentException("Not the name of a package: '" + packageName
					+ "'; write it as in 'com.example', without wildcards or a dot at the end");
		}
		return name + '.';
	}

	/**
	 * Whether the bytes may name a class.
	 * @param className its binary name, as {@link Class#getName()}; of an array, that of
	 * its innermost element
	 * @return whether they may
	 */
	public boolean allows(String className) {
		if (KnownTypes.isKnown(className)) {
			return true;
		}
		for (String prefix : this.prefixes) {
			if (className.startsWith(prefix)) {
				return true;
			}
		}
		return false;
	}

}
