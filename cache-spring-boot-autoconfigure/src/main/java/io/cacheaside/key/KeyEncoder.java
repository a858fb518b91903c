package io.cacheaside.key;

import java.util.List;

import org.jspecify.annotations.Nullable;

import io.cacheaside.CacheKeyException;
import io.cacheaside.CompositeKey;

/**
 * Turns arguments into logical keys such that different argument lists never give one
 * key. Immutable, so safe for use by many threads.
 *
 * <pre>
 * ("usr_1")            user:usr_1
 * ("usr_1", 42)        user:usr_1:42       1L equals "1", as Redis users expect
 * ("a:b", "c")         user:a%3Ab:c        syntax in values is escaped
 * (null) ("") ()       user:%null  user:%empty  user:%none
 * (["a", "b"], "c")    user:(a,b):c        lists and arrays by content
 * ({"a", "b"})         user:&lt;a,b&gt;          sets and maps regardless of order
 * </pre>
 */
public final class KeyEncoder {

	/**
	 * The key of an entry.
	 * @param cacheName the cache
	 * @param key the key object: each element of a {@link CompositeKey} is one part,
	 * anything else is one part
	 * @return the key
	 * @throws CacheKeyException if a value has no stable text form
	 */
	public CacheKey encode(String cacheName, @Nullable Object key) {
		// The usual keys cost one concatenation.
		if (key instanceof String text && KeyText.isPlain(text)) {
			return new CacheKey(cacheName, cacheName + ':' + text);
		}
		if (key instanceof Long number) {
			return new CacheKey(cacheName, cacheName + ':' + number.longValue());
		}
		StringBuilder logical = new StringBuilder(cacheName.length() + 32).append(cacheName).append(':');
		Object parts = SimpleKeyParts.unwrap(key);
		if (parts instanceof CompositeKey composite) {
			appendParts(logical, composite.parts());
		}
		else {
			KeyParts.append(logical, parts, 0);
		}
		return new CacheKey(cacheName, logical.toString());
	}

	/**
	 * The text of one part.
	 * @param value the value
	 * @return the escaped text, never blank
	 * @throws CacheKeyException if the value has no stable text form
	 */
	public String encodePart(@Nullable Object value) {
		if (value instanceof String text && KeyText.isPlain(text)) {
			return text;
		}
		StringBuilder text = new StringBuilder();
		KeyParts.append(text, value, 0);
		return text.toString();
	}

	private static void appendParts(StringBuilder logical, List<@Nullable Object> parts) {
		if (parts.isEmpty()) {
			logical.append(KeyText.NO_PARTS);
			return;
		}
		for (int i = 0; i < parts.size(); i++) {
			if (i > 0) {
				logical.append(':');
			}
			KeyParts.append(logical, parts.get(i), 0);
		}
	}

}
