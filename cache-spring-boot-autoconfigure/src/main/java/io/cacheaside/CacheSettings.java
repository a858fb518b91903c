package io.cacheaside;

import java.time.Duration;
import java.util.Objects;
import java.util.Set;

/**
 * The settings in force for one cache, after defaults have been applied.
 *
 * @param name the cache's name; may hold colons
 * @param enabled whether the cache is used at all; if not, annotated methods just run
 * @param ttl the time to live of an entry whose method names none
 * @param nullTtl the time to live of a cached {@code null}; zero means that {@code null}
 * is not cached
 * @param maxTtl the limit for every time to live of this cache, also for {@code none}
 * @param ttlJitter the share of the time to live, from 0 to 1, by which it is shortened
 * at random so that entries stored together do not expire together
 * @param tags tags that every entry of this cache bears
 * @param verified whether each stored value is read back and what was lost is reported;
 * for development
 * @param maxValueSizeBytes the largest encoded entry that is stored, in bytes; a larger
 * one is returned to its caller and counted
 * @param local the tier in this process
 */
public record CacheSettings(String name, boolean enabled, TimeToLive ttl, Duration nullTtl, TimeToLive maxTtl,
		double ttlJitter, Set<String> tags, boolean verified, long maxValueSizeBytes, LocalSettings local) {

	/**
	 * Checks the settings.
	 * @throws IllegalArgumentException if a value is out of its range; the message names
	 * the cache and the property
	 */
	public CacheSettings {
		Objects.requireNonNull(ttl, "ttl");
		tags = Set.copyOf(tags);
		require(!name.isBlank(), name, "name", "must not be blank");
		require(!nullTtl.isNegative(), name, "null-ttl", "must not be negative, but was " + nullTtl);
		require(ttlJitter >= 0 && ttlJitter <= 1, name, "ttl-jitter", "must be from 0 to 1, but was " + ttlJitter);
		require(maxValueSizeBytes > 0, name, "remote.max-value-size",
				"must be positive, but was " + maxValueSizeBytes + "B");
		require(tags.stream().noneMatch(String::isBlank), name, "tags", "must not hold a blank tag");
	}

	private static void require(boolean valid, String name, String property, String problem) {
		if (!valid) {
			throw new IllegalArgumentException("cache '" + name + "': " + property + " " + problem);
		}
	}

}
