package io.cacheaside.engine.marker;

import org.jspecify.annotations.Nullable;

import io.cacheaside.Position;
import io.cacheaside.key.GlobPattern;

/**
 * Why an entry must not be used, or is to be loaded anew. For people; what the caches do
 * is decided by {@link MarkerIndex#isStale} and {@link MarkerIndex#isDue}, which say the
 * same.
 *
 * @param cause what kind of thing makes it so
 * @param softly whether it is served until it has been loaded anew
 * @param name the key, tag or pattern that was invalidated, as far as a marker tells;
 * empty where there is none
 * @param through the key or cache that the value was built from, if that is what was
 * invalidated
 * @param marker where the invalidation stands in the log; {@code null} where that has no
 * meaning
 */
public record Outdated(Cause cause, boolean softly, String name, @Nullable String through, @Nullable Position marker) {

	/** What makes an entry stale or due. */
	public enum Cause {

		/** Its key was evicted. */
		KEY,

		/** A tag of it was evicted. */
		TAG,

		/** A pattern that matches its key was evicted. */
		PATTERN,

		/** Its whole cache was cleared. */
		CACHE,

		/** Older markers were folded, and it is as old as they are. */
		FLOOR,

		/** Its position is of another log. */
		EPOCH,

		/** Its position is beyond the end of the log, so the log has lost entries. */
		AHEAD,

		/** This node is about to invalidate it. */
		BARRIER,

		/** It bears a reserved tag that this version does not know. */
		FORMAT

	}

	static Outdated of(Cause cause, boolean softly) {
		return new Outdated(cause, softly, "", null, null);
	}

	/**
	 * An entry that is newer than the log.
	 * @param end the end of the log
	 * @return that it must not be used
	 */
	public static Outdated ahead(Position end) {
		return new Outdated(Cause.AHEAD, false, "", null, end);
	}

	/**
	 * The same, for an entry of a cache: a pattern of all of its keys is the cache.
	 * @param cacheName the cache
	 * @return what is told of an entry of that cache
	 */
	public Outdated in(String cacheName) {
		boolean whole = this.cause == Cause.PATTERN && this.name.equals(GlobPattern.escape(cacheName + ":") + "*");
		return whole ? new Outdated(Cause.CACHE, this.softly, cacheName, this.through, this.marker) : this;
	}

}
