package io.cacheaside.warmup;

import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/**
 * The threads and the time that warming uses.
 *
 * @param executor runs the warmers; is given at most {@link WarmupSettings#parallelism
 * parallelism} tasks, each of which ends when no warmer is left
 * @param nanoTime a monotonic clock in nanoseconds, such as {@code System::nanoTime}
 */
public record WarmupRuntime(Executor executor, LongSupplier nanoTime) {
}
