package io.cacheaside.engine.log;

/**
 * Where an appended entry stands.
 *
 * @param cursor the entry
 * @param previous the entry that was the last one before it
 */
public record Appended(LogCursor cursor, LogCursor previous) {

}
