package io.cacheaside.redis;

import java.util.List;
import java.util.function.Predicate;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.codec.Entry;
import io.cacheaside.key.CacheKey;
import io.cacheaside.key.GlobPattern;

/**
 * How the entries of a target are found: one or two walks over the keys that match a
 * glob.
 *
 * @param walks the walks, in order
 */
record SweepPlan(List<Walk> walks) {

	/**
	 * Plans the sweep of one target.
	 * @param target the target
	 * @param keys where the entries stand
	 * @return the plan
	 * @throws IllegalArgumentException if a pattern's glob is malformed
	 */
	static SweepPlan of(InvalidationTarget target, RedisKeys keys) {
		if (target instanceof InvalidationTarget.WholeCache cache) {
			return new SweepPlan(List.of(new ByName(keys.match(GlobPattern.escape(cache.cacheName()) + ":*"), true)));
		}
		if (target instanceof InvalidationTarget.Tag tag) {
			return new SweepPlan(List.of(new ByHeader(keys.match("*"), (entry) -> entry.hasTag(tag.tag()))));
		}
		if (target instanceof InvalidationTarget.Pattern pattern) {
			return of(GlobPattern.parse(pattern.glob()), pattern.glob(), keys);
		}
		throw new IllegalArgumentException("there is nothing to walk over for " + target);
	}

	private static SweepPlan of(GlobPattern parsed, String glob, RedisKeys keys) {
		Walk plain = new ByName(keys.match(glob), false);
		// No key that matches a glob without a star is longer than the glob.
		if (!glob.contains("*") && glob.length() <= CacheKey.MAXIMUM_LENGTH) {
			return new SweepPlan(List.of(plain));
		}
		Predicate<Entry> longKeyMatches = (entry) -> entry.longKey().filter(parsed::matches).isPresent();
		return new SweepPlan(List.of(plain, new ByHeader(keys.matchHashed(parsed), longKeyMatches)));
	}

	/** A walk over the keys that match a glob. */
	sealed interface Walk {

		/**
		 * What Redis is asked for.
		 * @return a glob over Redis keys
		 */
		String match();

	}

	/**
	 * The name decides.
	 *
	 * @param match a glob over Redis keys
	 * @param hashedToo whether hashed keys that match are meant; a glob over logical keys
	 * must not be taken for one over hashes
	 */
	record ByName(String match, boolean hashedToo) implements Walk {
	}

	/**
	 * The entry's header decides.
	 *
	 * @param match a glob over Redis keys
	 * @param selects which entries are meant
	 */
	record ByHeader(String match, Predicate<Entry> selects) implements Walk {
	}

}
