package io.cacheaside.event;

import io.cacheaside.CacheKeyException;
import org.jspecify.annotations.Nullable;

/**
 * Collects what one event invalidates. Handed to the rules of an {@link EventMapping},
 * for use during the call and on its thread only.
 */
public interface InvalidationTargets {

	/**
	 * One entry. The parts name it as the method's arguments do: {@code key("user", id)}
	 * is what {@code @CacheAside(cacheNames = "user", key = "#id")} stores.
	 * @param cacheName the cache that holds it
	 * @param parts the parts of the key in order; none at all names the entry of a method
	 * without arguments
	 * @return this, for more targets
	 * @throws CacheKeyException if a part has no stable text form
	 */
	InvalidationTargets key(String cacheName, @Nullable Object... parts);

	/**
	 * Every entry whose logical key matches a Redis glob, in all caches. Values stand as
	 * <code>{}</code> in it and match only themselves, whatever they hold:
	 * {@code pattern("user:{}:*", id)}. Do not concatenate a value into the glob.
	 * @param glob the glob, with a <code>{}</code> for each value
	 * @param values the values in order
	 * @return this, for more targets
	 * @throws CacheKeyException if the glob is malformed, the number of values is not
	 * that of the <code>{}</code>, or a value has no stable text form
	 */
	InvalidationTargets pattern(String glob, @Nullable Object... values);

	/**
	 * Every entry that bears a tag, in all caches. {@code tag("org:{}", id)} is what
	 * <code>tags = "org:#{#id}"</code> puts on an entry.
	 * @param tag the tag, with a <code>{}</code> for each value
	 * @param values the values in order
	 * @return this, for more targets
	 * @throws CacheKeyException if the tag is blank, the number of values is not that of
	 * the <code>{}</code>, or a value has no stable text form
	 */
	InvalidationTargets tag(String tag, @Nullable Object... values);

	/**
	 * Every entry of a cache.
	 * @param cacheName the cache
	 * @return this, for more targets
	 * @throws CacheKeyException if the name is blank
	 */
	InvalidationTargets clear(String cacheName);

	/**
	 * Names further targets softly: their values stay, and are served until the refresh
	 * that the next call begins has come to its end.
	 * @return a view of this, through which targets are soft
	 */
	InvalidationTargets softly();

}
