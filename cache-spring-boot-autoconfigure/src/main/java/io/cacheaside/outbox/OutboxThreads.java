package io.cacheaside.outbox;

import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Where the outbox works.
 *
 * @param scheduler tells when something is due; nothing blocks there
 * @param executor talks to the database, one statement at a time
 */
public record OutboxThreads(ScheduledExecutorService scheduler, Executor executor) {
}
