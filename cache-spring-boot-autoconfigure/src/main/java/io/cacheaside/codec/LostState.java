package io.cacheaside.codec;

/**
 * Something that did not come back from an encoded value.
 *
 * @param typeName the name of the type whose state was lost
 * @param path where, such as {@code $.address.street} or {@code $.items[3]}
 * @param what what happened to it; names types, never content
 */
public record LostState(String typeName, String path, String what) {
}
