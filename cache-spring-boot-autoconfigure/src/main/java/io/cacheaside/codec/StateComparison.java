package io.cacheaside.codec;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Compares two objects by what they consist of, since classes need not have an
 * {@code equals}, and one that has may leave fields out. Handles cycles. For one thread
 * and one comparison.
 */
final class StateComparison {

	private static final int MOST_LOSSES = 20;

	private static final int DEEPEST = 200;

	private final Laziness laziness;

	private final List<LostState> losses = new ArrayList<>();

	private final IdentityHashMap<Object, Object> compared = new IdentityHashMap<>();

	StateComparison(Laziness laziness) {
		this.laziness = laziness;
	}

	/**
	 * Compares.
	 * @param original the object that was encoded
	 * @param back the object that was decoded
	 * @return what is different, at most 20 places
	 */
	List<LostState> compare(Object original, Object back) {
		compare(original, back, "$");
		return List.copyOf(this.losses);
	}

	private void compare(@Nullable Object originalOrProxy, @Nullable Object back, String path) {
		if (originalOrProxy == null || back == null) {
			if (originalOrProxy != back) {
				lose(Objects.requireNonNullElse(originalOrProxy, back), path,
						(back == null) ? "came back as null" : "was null and came back as something");
			}
			return;
		}
		Object original = this.laziness.unproxy(originalOrProxy);
		if (this.losses.size() >= MOST_LOSSES || path.length() > DEEPEST * 10
				|| this.compared.put(original, back) == back) {
			return;
		}
		if (original instanceof Map<?, ?> map) {
			compareMaps(map, back, path);
		}
		else if (original instanceof Collection<?> collection) {
			compareCollections(collection, back, path);
		}
		else if (original.getClass() != back.getClass() && Scalars.find(original.getClass()) == null) {
			lose(original, path, "came back as " + back.getClass().getName());
		}
		else if (original.getClass().isArray()) {
			compareArrays(original, back, path);
		}
		else if (isOpaque(original.getClass())) {
			compareOpaque(original, back, path);
		}
		else {
			compareFields(original, back, path);
		}
	}

	/** Where the JDK keeps its fields closed, its own equality has to do. */
	private static boolean isOpaque(Class<?> type) {
		return type.isEnum() || KnownTypes.isPage(type) || type.getName().startsWith("java.")
				|| Enum.class.isAssignableFrom(type) || Scalars.find(type) != null;
	}

	private void compareOpaque(Object original, Object back, String path) {
		if (original.equals(back)) {
			return;
		}
		Scalar scalar = Scalars.find(original.getClass());
		boolean sameText = scalar != null && scalar.write().apply(original).equals(scalar.write().apply(back));
		if (!sameText && !References.compareContent(original, back, (a, b) -> compare(a, b, path + ".content"))) {
			lose(original, path, "came back with another value");
		}
	}

	private void compareFields(Object original, Object back, String path) {
		for (Field field : StateFields.of(original.getClass())) {
			String fieldPath = path + "." + field.getName();
			try {
				field.setAccessible(true);
				compare(field.get(original), field.get(back), fieldPath);
			}
			catch (IllegalAccessException | RuntimeException ex) {
				lose(original, fieldPath, "cannot be compared (" + ex.getClass().getName() + ")");
			}
		}
	}

	private void compareArrays(Object original, Object back, String path) {
		int length = Array.getLength(original);
		if (length != Array.getLength(back)) {
			lose(original, path, "had " + length + " elements and came back with " + Array.getLength(back));
			return;
		}
		for (int i = 0; i < length; i++) {
			compare(Array.get(original, i), Array.get(back, i), path + "[" + i + "]");
		}
	}

	private void compareCollections(Collection<?> original, Object back, String path) {
		if (!(back instanceof Collection<?> other) || (original instanceof List<?> != other instanceof List<?>)
				|| (original instanceof Set<?> != other instanceof Set<?>)) {
			lose(original, path, "came back as " + back.getClass().getName());
			return;
		}
		if (original.size() != other.size()) {
			lose(original, path, "had " + original.size() + " elements and came back with " + other.size());
			return;
		}
		// Sets come back in the order they were written in, so that position tells which
		// is which
		int index = 0;
		Iterator<?> others = other.iterator();
		for (Object element : original) {
			compare(element, others.next(), path + "[" + index + "]");
			index++;
		}
	}

	private void compareMaps(Map<?, ?> original, Object back, String path) {
		if (!(back instanceof Map<?, ?> other)) {
			lose(original, path, "came back as " + back.getClass().getName());
			return;
		}
		if (!original.keySet().equals(other.keySet())) {
			lose(original, path, "came back with other keys");
			return;
		}
		original.forEach((key, value) -> compare(value, other.get(key), path + "[key]"));
	}

	private void lose(@Nullable Object where, String path, String what) {
		if (this.losses.size() < MOST_LOSSES) {
			this.losses.add(new LostState((where != null) ? where.getClass().getName() : "null", path, what));
		}
	}

}
