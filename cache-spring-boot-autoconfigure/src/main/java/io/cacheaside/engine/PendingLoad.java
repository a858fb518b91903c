package io.cacheaside.engine;

import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.cacheaside.key.CacheKey;

/**
 * A load that has begun: what it loads, what was known when it began, and its lease.
 *
 * @param key the entry's key
 * @param localKey what the local tier uses as key
 * @param start what was captured before
 * @param lease the lease of its slot, {@code null} if there is none, so that the value is
 * not stored in the remote tier
 * @param uncommitted whether it began in a transaction that may write
 * @param comparison takes the value, which is stored nowhere then; {@code null} for a
 * load like any other
 */
public record PendingLoad(CacheKey key, Object localKey, LoadStart start, @Nullable Lease lease, boolean uncommitted,
		@Nullable Comparison comparison) {

	/**
	 * A load whose value is for the caches.
	 * @param key the entry's key
	 * @param localKey what the local tier uses as key
	 * @param start what was captured before
	 * @param lease the lease of its slot, {@code null} if there is none
	 * @param uncommitted whether it began in a transaction that may write
	 */
	public PendingLoad(CacheKey key, Object localKey, LoadStart start, @Nullable Lease lease, boolean uncommitted) {
		this(key, localKey, start, lease, uncommitted, null);
	}

	/**
	 * A load outside of any transaction that may write.
	 * @param key the entry's key
	 * @param localKey what the local tier uses as key
	 * @param start what was captured before
	 * @param lease the lease of its slot, {@code null} if there is none
	 */
	public PendingLoad(CacheKey key, Object localKey, LoadStart start, @Nullable Lease lease) {
		this(key, localKey, start, lease, false);
	}

	/**
	 * What a load gave.
	 *
	 * @param value the value, possibly {@code null}
	 * @param nanos how long it took
	 * @param dependencies tags for the cached values that it was built from
	 */
	public record Loaded(@Nullable Object value, long nanos, Set<String> dependencies) {

		/**
		 * A value of which nothing else is known.
		 * @param value the value, possibly {@code null}
		 * @return the value as loaded
		 */
		public static Loaded of(@Nullable Object value) {
			return new Loaded(value, 0, Set.of());
		}

	}

}
