package io.cacheaside.key;

import java.lang.reflect.Array;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

import io.cacheaside.CacheKeyException;

/**
 * Appends one value to a key: text escaped, containers by their content.
 */
final class KeyParts {

	private static final int MAXIMUM_DEPTH = 32;

	private KeyParts() {
	}

	static void append(StringBuilder into, @Nullable Object value, int depth) {
		if (depth > MAXIMUM_DEPTH) {
			throw new CacheKeyException("A key cannot be made of a value nested deeper than " + MAXIMUM_DEPTH
					+ " levels, such as one that contains itself (at last "
					+ ((value != null) ? value.getClass().getName() : "null")
					+ "); give a key expression that picks its identity");
		}
		if (value instanceof String text) {
			KeyText.append(into, text);
		}
		else if (value instanceof Long number) {
			into.append(number.longValue());
		}
		else if (value instanceof Integer number) {
			into.append(number.intValue());
		}
		else if (value == null) {
			into.append(KeyText.NULL);
		}
		else if (!appendContainer(into, value, depth)) {
			KeyText.append(into, ScalarText.of(value));
		}
	}

	private static boolean appendContainer(StringBuilder into, Object value, int depth) {
		if (value instanceof Optional<?> optional) {
			append(into, optional.orElse(null), depth + 1);
		}
		else if (value instanceof AtomicReference<?> reference) {
			append(into, reference.get(), depth + 1);
		}
		else if (value instanceof OptionalInt optional) {
			append(into, optional.isPresent() ? optional.getAsInt() : null, depth + 1);
		}
		else if (value instanceof OptionalLong optional) {
			append(into, optional.isPresent() ? optional.getAsLong() : null, depth + 1);
		}
		else if (value instanceof OptionalDouble optional) {
			append(into, optional.isPresent() ? optional.getAsDouble() : null, depth + 1);
		}
		else if (value instanceof AtomicReferenceArray<?> array) {
			appendSequence(into, IntStream.range(0, array.length()).mapToObj(array::get).iterator(), depth);
		}
		else if (value instanceof AtomicIntegerArray array) {
			appendSequence(into, IntStream.range(0, array.length()).mapToObj(array::get).iterator(), depth);
		}
		else if (value instanceof AtomicLongArray array) {
			appendSequence(into, IntStream.range(0, array.length()).mapToObj(array::get).iterator(), depth);
		}
		else if (value.getClass().isArray()) {
			appendArray(into, value, depth);
		}
		else if (value instanceof Record || value instanceof Map.Entry<?, ?>) {
			appendStructure(into, value, depth);
		}
		else if (value instanceof Map<?, ?> map) {
			appendSorted(into, map.isEmpty() ? List.of("=") : pairs(map, depth));
		}
		else if (value instanceof Set<?> set) {
			appendSorted(into, texts(set, depth));
		}
		else if (PagingParts.isPaging(value)) {
			into.append(PagingParts.kind(value));
			appendSequence(into, PagingParts.of(value).iterator(), depth);
		}
		else if (value instanceof Iterable<?> iterable && !(value instanceof Path)) {
			appendIterable(into, iterable, depth);
		}
		else {
			return false;
		}
		return true;
	}

	private static void appendStructure(StringBuilder into, Object value, int depth) {
		if (value instanceof Map.Entry<?, ?> entry) {
			into.append('(').append(pair(entry, depth)).append(')');
			return;
		}
		// Not its own text, which is ambiguous, and not its simple name, which may be.
		KeyText.append(into, value.getClass().getName());
		appendSequence(into, RecordComponents.of((Record) value).iterator(), depth);
	}

	/**
	 * What iterates and has a text may show in each what the other leaves out: a JSON
	 * object iterates over its values without their names.
	 */
	private static void appendIterable(StringBuilder into, Iterable<?> iterable, int depth) {
		if (iterable instanceof Collection<?> || !ScalarText.isStable(iterable)) {
			appendSequence(into, iterable.iterator(), depth);
			return;
		}
		into.append("iterable<");
		KeyText.append(into, ScalarText.of(iterable));
		into.append(',');
		appendSequence(into, iterable.iterator(), depth + 1);
		into.append('>');
	}

	private static void appendArray(StringBuilder into, Object array, int depth) {
		into.append('(');
		for (int i = 0; i < Array.getLength(array); i++) {
			if (i > 0) {
				into.append(',');
			}
			append(into, Array.get(array, i), depth + 1);
		}
		into.append(')');
	}

	private static void appendSequence(StringBuilder into, Iterator<?> elements, int depth) {
		into.append('(');
		while (elements.hasNext()) {
			append(into, elements.next(), depth + 1);
			if (elements.hasNext()) {
				into.append(',');
			}
		}
		into.append(')');
	}

	private static void appendSorted(StringBuilder into, List<String> texts) {
		into.append('<').append(String.join(",", texts)).append('>');
	}

	private static List<String> texts(Iterable<?> values, int depth) {
		List<String> texts = new ArrayList<>();
		for (Object value : values) {
			texts.add(text(value, depth));
		}
		Collections.sort(texts);
		return texts;
	}

	private static List<String> pairs(Map<?, ?> map, int depth) {
		List<String> pairs = new ArrayList<>(map.size());
		for (Map.Entry<?, ?> entry : map.entrySet()) {
			pairs.add(pair(entry, depth));
		}
		Collections.sort(pairs);
		return pairs;
	}

	private static String pair(Map.Entry<?, ?> entry, int depth) {
		return text(entry.getKey(), depth) + "=" + text(entry.getValue(), depth);
	}

	private static String text(@Nullable Object value, int depth) {
		StringBuilder text = new StringBuilder();
		append(text, value, depth + 1);
		return text.toString();
	}

}
