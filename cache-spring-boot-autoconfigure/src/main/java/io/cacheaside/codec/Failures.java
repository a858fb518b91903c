package io.cacheaside.codec;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.exc.InvalidDefinitionException;

/**
 * Turns what was thrown on the way into the one exception that callers see: type, path
 * and mend, but nothing of the content, which Jackson's own messages may quote.
 */
final class Failures {

	private static final int LONGEST_PATH = 12;

	private Failures() {
	}

	static ValueCodecException onEncode(String typeName, Throwable failure) {
		return new ValueCodecException(
				"Cannot cache a value of type " + typeName + ": at " + place(failure) + ": " + encodeReason(failure),
				null);
	}

	static ValueCodecException onDecode(String typeName, Throwable failure) {
		Refusal refusal = refusalIn(failure);
		String reason = (refusal != null) ? refusal.getMessage() : failure.getClass().getSimpleName();
		return new ValueCodecException(
				"Cannot read a cached value as type " + typeName + ": at " + place(failure) + ": " + reason, null);
	}

	private static String encodeReason(Throwable failure) {
		Refusal refusal = refusalIn(failure);
		if (refusal != null) {
			return String.valueOf(refusal.getMessage());
		}
		if (failure instanceof StackOverflowError || failure instanceof StreamConstraintsException
				|| cycleEnd(failure) >= 0) {
			return "the object is part of itself, or nested too deeply; annotate the class with @JsonIdentityInfo, "
					+ "or cache a DTO without the reference back";
		}
		if (failure instanceof InvalidDefinitionException definition) {
			return definition.getOriginalMessage();
		}
		Throwable root = failure;
		while (root instanceof JacksonException && root.getCause() != null) {
			root = root.getCause();
		}
		return root.getClass().getName();
	}

	private static @Nullable Refusal refusalIn(Throwable failure) {
		int depth = 0;
		for (Throwable cause = failure; cause != null && depth < 100; cause = cause.getCause()) {
			if (cause instanceof Refusal refusal) {
				return refusal;
			}
			depth++;
		}
		return null;
	}

	private static String place(Throwable failure) {
		StringBuilder path = new StringBuilder("$");
		if (failure instanceof JacksonException jackson) {
			List<JacksonException.Reference> references = jackson.getPath();
			int end = cycleEnd(failure);
			int shown = Math.min((end >= 0) ? end : references.size(), LONGEST_PATH);
			references.subList(0, shown).forEach((reference) -> append(path, reference));
			path.append((shown < references.size() && end < 0) ? "…" : "");
		}
		return path.toString();
	}

	private static void append(StringBuilder path, JacksonException.Reference reference) {
		String property = reference.getPropertyName();
		if (reference.from() instanceof Map<?, ?> || isMapType(reference.from())) {
			path.append("[key]");
		}
		else if (property != null) {
			path.append('.').append(property);
		}
		else {
			path.append('[').append(reference.getIndex()).append(']');
		}
	}

	private static boolean isMapType(@Nullable Object from) {
		return from instanceof Class<?> type && Map.class.isAssignableFrom(type);
	}

	/** How many steps of the path lead to the first object that is met again. */
	private static int cycleEnd(Throwable failure) {
		if (!(failure instanceof JacksonException jackson)) {
			return -1;
		}
		Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
		int step = 0;
		for (JacksonException.Reference reference : jackson.getPath()) {
			Object from = reference.from();
			if (from != null && !(from instanceof Class<?>) && !seen.add(from)) {
				return step;
			}
			step++;
		}
		return -1;
	}

}
