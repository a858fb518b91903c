package io.cacheaside.engine;

import java.util.Optional;

import io.cacheaside.codec.Entry;

/**
 * An entry as a sweep meets it: without its payload.
 *
 * @param logicalKey the logical key, unhashed; where only an unreadable header could tell
 * it, what stands in its place
 * @param header the header, or empty if this version cannot read it, though it begins as
 * an entry of ours does
 */
public record StoredEntry(String logicalKey, Optional<Entry> header) {

}
