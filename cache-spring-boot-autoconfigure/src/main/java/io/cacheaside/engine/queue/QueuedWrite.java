package io.cacheaside.engine.queue;

/**
 * A write that waits for its source.
 *
 * @param id where it stands in the queue; means nothing elsewhere
 * @param key the logical key of the entry
 * @param token grows from write to write of one queue, whoever makes it
 * @param value the newest value of the key, as it was appended; not copied
 */
public record QueuedWrite(String id, String key, long token, byte[] value) {

}
