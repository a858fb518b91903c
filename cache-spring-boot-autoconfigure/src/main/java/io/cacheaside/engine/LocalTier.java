package io.cacheaside.engine;

import java.util.List;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * The entries of one cache in this process. Knows neither time nor markers: whether an
 * entry may be used is the engine's to say. Never blocks, never fails. Safe for use by
 * many threads.
 */
public interface LocalTier {

	/**
	 * Looks an entry up.
	 * @param key what the engine uses as key: an argument that is a text or a number, or
	 * a {@link io.cacheaside.key.CacheKey}
	 * @return the entry, or {@code null} if there is none: on the one path where an
	 * {@code Optional} would be measurable
	 */
	@Nullable LocalEntry get(Object key);

	/**
	 * Keeps an entry, in place of any other; an implementation may drop it at any time.
	 * @param key the key
	 * @param entry the entry
	 */
	void put(Object key, LocalEntry entry);

	/**
	 * Drops an entry unless another one has taken its place.
	 * @param key the key
	 * @param entry the entry
	 */
	void remove(Object key, LocalEntry entry);

	/**
	 * Drops the entries that a test selects. What is put meanwhile may or may not be
	 * tested.
	 * @param removable selects
	 */
	void removeIf(Predicate<? super LocalEntry> removable);

	/** Drops everything. */
	void clear();

	/**
	 * The entries that were asked for most.
	 * @param limit how many at most
	 * @return them, roughly in that order, the hottest first
	 */
	List<LocalEntry> hottest(int limit);

	/**
	 * How much is held.
	 * @return the number of entries, roughly
	 */
	long size();

	/**
	 * How large the entries are that are held.
	 * @return the sum of their {@linkplain LocalEntry#weightBytes() weights}, roughly
	 */
	long bytes();

	/**
	 * How many entries were dropped for want of room.
	 * @return the count since start-up
	 */
	long evictions();

}
