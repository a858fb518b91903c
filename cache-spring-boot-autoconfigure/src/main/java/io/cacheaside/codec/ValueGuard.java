package io.cacheaside.codec;

import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.PriorityQueue;
import java.util.SortedMap;
import java.util.SortedSet;

import org.jspecify.annotations.Nullable;

/** Checks that a value can come back as what it is, whatever it is declared as. */
record ValueGuard(Laziness laziness) {

	/**
	 * Checks a value before it is written.
	 * @param value the value
	 * @throws Refusal if something of it was not loaded, or would be lost
	 */
	void requireRestorable(Object value) {
		this.laziness.requireLoaded(value);
		if (value instanceof SortedSet<?> set) {
			requireNaturalOrder(set.comparator(), value);
		}
		else if (value instanceof SortedMap<?, ?> map) {
			requireNaturalOrder(map.comparator(), value);
		}
		else if (value instanceof PriorityQueue<?> queue) {
			requireNaturalOrder(queue.comparator(), value);
		}
		else if (value instanceof IdentityHashMap<?, ?>) {
			throw new Refusal("an IdentityHashMap, whose keys would lose their identity; use another map");
		}
	}

	/**
	 * Checks a value where its declared class is the one that comes back.
	 * @param value the value
	 * @param declared the declared class
	 * @throws Refusal if it is an instance of a subclass
	 */
	void requireExactly(Object value, Class<?> declared) {
		if (value.getClass() != declared) {
			throw new Refusal("a " + value.getClass().getName() + " where " + declared.getName()
					+ " is declared would come back as the latter; seal the type, or annotate it with "
					+ "@JsonTypeInfo(use = Id.NAME) and @JsonSubTypes");
		}
	}

	private static void requireNaturalOrder(@Nullable Comparator<?> comparator, Object value) {
		if (comparator != null && comparator != Comparator.naturalOrder()) {
			throw new Refusal("a " + value.getClass().getName() + " with a comparator, which would be lost; "
					+ "use natural order, or a list or a linked map");
		}
	}

}
