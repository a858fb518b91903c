package io.cacheaside.codec;

import java.lang.reflect.Type;

/**
 * Turns values into payloads and back. A bean of the name {@code cacheAsideValueCodec}
 * replaces the default for all caches, one that
 * {@code cacheaside.caches.<name>.codec.bean} names for that cache. Implementations are
 * safe for use by many threads. {@code null} never reaches a codec; the entry header says
 * it.
 */
public interface ValueCodec {

	/**
	 * Encodes a value.
	 * @param value the value
	 * @param declaredType the generic type that the application declares for it, such as
	 * a method's return type; {@code Object.class} where nothing is declared
	 * @return the payload and the canonical name of the type it has to be read as
	 * @throws ValueCodecException if the value cannot be encoded so that it can be read
	 * back
	 */
	EncodedValue encode(Object value, Type declaredType);

	/**
	 * Decodes the payload of an entry.
	 * @param entry the entry, whose header names the type it was encoded as
	 * @param declaredType the generic type that the application declares for it;
	 * {@code Object.class} where nothing is declared, so that the header decides
	 * @return the value, an instance of the declared type
	 * @throws ValueCodecException if the payload cannot be read, or names a type that is
	 * not allowed or does not fit the declared one; the caller treats the entry as a miss
	 */
	Object decode(Entry entry, Type declaredType);

}
