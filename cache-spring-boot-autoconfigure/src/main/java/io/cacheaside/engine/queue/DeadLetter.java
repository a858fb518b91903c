package io.cacheaside.engine.queue;

import java.time.Instant;

/**
 * A write that was given up.
 *
 * @param key the logical key of the entry
 * @param token the token of the write
 * @param attempts how often it was tried
 * @param buriedAt when it was given up, by the server's clock
 * @param error what was wrong with it
 */
public record DeadLetter(String key, long token, int attempts, Instant buriedAt, String error) {

}
