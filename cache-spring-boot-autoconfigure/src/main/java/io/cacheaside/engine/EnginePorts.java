package io.cacheaside.engine;

import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * What the engine stands on.
 *
 * @param local the tier in this process
 * @param remote the tier that all nodes share
 * @param log the log of invalidations
 * @param scheduler runs what nobody waits for, briefly and never blocking; shut down by
 * its owner
 * @param executor runs what follows an answer for asynchronous callers; their code may
 * block on it
 * @param nanoClock a monotonic clock in nanoseconds, as {@link System#nanoTime()}
 * @param random where the jitter comes from
 */
public record EnginePorts(LocalTier local, RemoteTier remote, InvalidationLog log, ScheduledExecutorService scheduler,
		Executor executor, LongSupplier nanoClock, RandomGenerator random) {
}
