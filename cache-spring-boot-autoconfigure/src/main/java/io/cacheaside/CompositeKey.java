package io.cacheaside;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A key of several parts. {@code CompositeKey.of(a, b)} names the same entry as
 * {@code key = "{#a, #b}"} and as the default key of a method called with {@code (a, b)};
 * a plain list is one part that holds a list.
 *
 * @param parts the parts in order; {@code null} is a part like any other
 */
public record CompositeKey(List<@Nullable Object> parts) {

	public CompositeKey {
		parts = Collections.unmodifiableList(Arrays.asList(parts.toArray()));
	}

	/**
	 * A key of the given parts.
	 * @param parts the parts in order
	 * @return the key
	 */
	public static CompositeKey of(@Nullable Object... parts) {
		return new CompositeKey(Arrays.asList(parts));
	}

}
