package io.cacheaside;

import java.time.Duration;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Time to live and tags for one entry.
 *
 * @param ttl the time to live, or {@code null} for the cache's own
 * @param tags tags in addition to the cache's own
 */
public record PutOptions(@Nullable TimeToLive ttl, Set<String> tags) {

	/** The cache's own time to live and tags. */
	public static final PutOptions DEFAULTS = new PutOptions(null, Set.of());

	public PutOptions {
		tags = Set.copyOf(tags);
	}

	/**
	 * Options with a time to live.
	 * @param ttl a positive duration
	 * @return the options
	 */
	public static PutOptions ttl(Duration ttl) {
		return new PutOptions(TimeToLive.of(ttl), Set.of());
	}

	/**
	 * These options with other tags.
	 * @param tags the tags
	 * @return the options
	 */
	public PutOptions withTags(String... tags) {
		return new PutOptions(this.ttl, Set.of(tags));
	}

}
