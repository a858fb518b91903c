package io.cacheaside.engine;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.cacheaside.Position;

/**
 * A decoded value in the local tier.
 *
 * @param value the value, possibly {@code null}
 * @param position the log position at which its load began
 * @param tags the tags that it bears
 */
public record LocalEntry(@Nullable Object value, Position position, List<String> tags) {

	public LocalEntry {
		tags = List.copyOf(tags);
	}

}
