package io.cacheaside.breaker;

import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

import io.cacheaside.engine.BreakerState;

/**
 * What a breaker needs of the node it is on.
 *
 * @param scheduler sends the probes; shut down by its owner
 * @param nanoClock a monotonic clock in nanoseconds
 * @param listener hears of each change, and must be quick
 */
public record BreakerSurroundings(ScheduledExecutorService scheduler, LongSupplier nanoClock,
		Consumer<BreakerState.Phase> listener) {
}
