package io.cacheaside.warmup;

import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;

import io.cacheaside.engine.Coordination;

/**
 * How the nodes of an application agree on who warms.
 *
 * @param coordination elections and notes
 * @param scheduler prolongs elections
 * @param epoch the epoch of the invalidation log as this node knows it
 */
public record WarmupCluster(Coordination coordination, ScheduledExecutorService scheduler, LongSupplier epoch) {
}
