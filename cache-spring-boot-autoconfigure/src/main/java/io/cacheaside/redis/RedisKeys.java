package io.cacheaside.redis;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

import io.cacheaside.key.CacheKey;
import io.cacheaside.key.GlobPattern;

/**
 * Where entries stand in Redis: the prefix of this application, then the logical key, or
 * its hash if it is long.
 *
 * @param prefix what every key of this application begins with, such as {@code shop:};
 * may hold any character, also those of a glob
 */
public record RedisKeys(String prefix) {

	/**
	 * What stands between the cache name and the hash of a long key, and nowhere else.
	 */
	private static final String HASHED = ":" + CacheKey.HASH_MARK;

	public RedisKeys {
		Objects.requireNonNull(prefix, "prefix");
	}

	/**
	 * The Redis key of an entry.
	 * @param key the entry's key
	 * @return the key as UTF-8
	 */
	byte[] nameOf(CacheKey key) {
		return (this.prefix + key.storageName()).getBytes(StandardCharsets.UTF_8);
	}

	/**
	 * The part of a Redis key behind the prefix.
	 * @param name a Redis key that {@linkplain #owns belongs} to this application
	 * @return the logical key, or the hashed form of a long one
	 */
	String storageName(byte[] name) {
		return new String(name, StandardCharsets.UTF_8).substring(this.prefix.length());
	}

	/**
	 * The cache that a Redis key belongs to. No cache's name extends another's by a
	 * colon, so there is one at most.
	 * @param name a Redis key
	 * @param cacheNames the caches
	 * @return the cache, empty if the key is no entry of theirs
	 */
	Optional<String> cacheOf(byte[] name, Set<String> cacheNames) {
		if (!owns(name)) {
			return Optional.empty();
		}
		String storageName = storageName(name);
		return IntStream.range(1, storageName.length())
			.filter((i) -> storageName.charAt(i) == ':')
			.mapToObj((i) -> storageName.substring(0, i))
			.filter(cacheNames::contains)
			.findFirst();
	}

	/**
	 * Whether a Redis key begins with the prefix, byte by byte.
	 * @param name a Redis key
	 * @return whether it does
	 */
	boolean owns(byte[] name) {
		byte[] start = this.prefix.getBytes(StandardCharsets.UTF_8);
		return name.length >= start.length && Arrays.equals(name, 0, start.length, start, 0, start.length);
	}

	/**
	 * Whether a storage name stands for a long key, so that only the entry's header tells
	 * the logical key.
	 * @param storageName the part of a Redis key behind the prefix
	 * @return whether it is hashed
	 */
	static boolean isHashed(String storageName) {
		return storageName.contains(HASHED);
	}

	/**
	 * A glob for {@code SCAN … MATCH} that never reaches beyond the prefix.
	 * @param glob a glob over what stands behind the prefix
	 * @return the glob over Redis keys
	 */
	String match(String glob) {
		return GlobPattern.escape(this.prefix) + glob;
	}

}
