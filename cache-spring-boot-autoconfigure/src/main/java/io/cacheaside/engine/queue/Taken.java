package io.cacheaside.engine.queue;

import java.time.Duration;
import java.util.List;

/**
 * The writes at the head of a queue, and how the queue stands.
 *
 * @param writes in the order in which their keys began to wait, each key once
 * @param length how many keys wait, those that were taken included
 * @param oldest for how long the first of them has waited, by the server's clock
 * @param deadLetters how many writes were given up
 */
public record Taken(List<QueuedWrite> writes, long length, Duration oldest, long deadLetters) {

}
