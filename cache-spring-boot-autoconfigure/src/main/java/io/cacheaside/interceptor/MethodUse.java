package io.cacheaside.interceptor;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A method that keeps its results in a cache.
 *
 * @param where the annotation and method
 * @param ttl the time to live as the annotation says it, placeholders resolved,
 * {@code null} for the cache's own
 * @param tags the templates of its tags
 */
public record MethodUse(String where, @Nullable String ttl, List<String> tags) {

	public MethodUse {
		tags = List.copyOf(tags);
	}

}
