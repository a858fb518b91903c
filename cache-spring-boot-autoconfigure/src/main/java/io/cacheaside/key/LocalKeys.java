package io.cacheaside.key;

import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import io.cacheaside.CompositeKey;

/**
 * What stands for an entry in the local tier of its cache: a key object itself where that
 * is sound, so that a hit builds no {@link CacheKey}.
 * <p>
 * It is sound for final, immutable classes whose equal objects are encoded alike.
 * {@code 1L} and {@code "1"} then are two local entries of one remote one, which does no
 * harm: each is checked against the markers by its logical key. It would not be sound if
 * anything but cache and key object went into the logical key.
 */
public final class LocalKeys {

	private LocalKeys() {
	}

	/**
	 * The local key of a key object, without encoding it.
	 * @param key the key object
	 * @return the key object itself, or {@code null} if it has to be encoded
	 */
	public static @Nullable Object ofRaw(@Nullable Object key) {
		return (key != null && isSound(key.getClass())) ? key : null;
	}

	/**
	 * The local key of a key object whatever it is.
	 * @param key the key object; one in a {@link CompositeKey} alone stands for itself
	 * @param encoded what it is encoded to
	 * @return the key object or its encoded form; the same as {@link #ofRaw} where that
	 * gives one
	 */
	public static Object of(@Nullable Object key, CacheKey encoded) {
		Object raw = ofRaw((key instanceof CompositeKey composite) ? onlyPart(composite.parts()) : key);
		return (raw != null) ? raw : encoded;
	}

	private static @Nullable Object onlyPart(List<@Nullable Object> parts) {
		return (parts.size() == 1) ? parts.get(0) : null;
	}

	private static boolean isSound(Class<?> type) {
		return type == String.class || type == Long.class || type == Integer.class || type == Short.class
				|| type == UUID.class;
	}

}
