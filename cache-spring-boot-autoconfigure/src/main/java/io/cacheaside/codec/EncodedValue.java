package io.cacheaside.codec;

/**
 * A value as bytes.
 *
 * @param typeName the canonical generic name of the type to read the payload as, such as
 * {@code java.util.List<com.example.User>}
 * @param payload the bytes; not copied, so not to be changed afterwards
 */
public record EncodedValue(String typeName, byte[] payload) {
}
