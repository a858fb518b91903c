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
 * @param freshness when values are loaded anew, and how long they stand in
 * @param loads the limits for loads
 */
public record CacheSettings(String name, boolean enabled, TimeToLive ttl, Duration nullTtl, TimeToLive maxTtl,
		double ttlJitter, Set<String> tags, boolean verified, long maxValueSizeBytes, LocalSettings local,
		FreshnessSettings freshness, LoadSettings loads) {

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

	/**
	 * Settings of a cache whose values are used until their time is over, and whose loads
	 * are not limited.
	 * @param name the cache's name
	 * @param enabled whether the cache is used at all
	 * @param ttl the time to live of an entry whose method names none
	 * @param nullTtl the time to live of a cached {@code null}
	 * @param maxTtl the limit for every time to live
	 * @param ttlJitter the share of the time to live by which it is shortened at random
	 * @param tags tags that every entry bears
	 * @param verified whether each stored value is read back
	 * @param maxValueSizeBytes the largest encoded entry that is stored, in bytes
	 * @param local the tier in this process
	 */
	public CacheSettings(String name, boolean enabled, TimeToLive ttl, Duration nullTtl, TimeToLive maxTtl,
			double ttlJitter, Set<String> tags, boolean verified, long maxValueSizeBytes, LocalSettings local) {
		this(name, enabled, ttl, nullTtl, maxTtl, ttlJitter, tags, verified, maxValueSizeBytes, local,
				FreshnessSettings.OFF, LoadSettings.UNLIMITED);
	}

	private static void require(boolean valid, String name, String property, String problem) {
		if (!valid) {
			throw new IllegalArgumentException("cache '" + name + "': " + property + " " + problem);
		}
	}

}
