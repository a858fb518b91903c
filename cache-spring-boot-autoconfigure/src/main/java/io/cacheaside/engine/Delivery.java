package io.cacheaside.engine;

import java.util.concurrent.CompletionStage;

/**
 * An invalidation on its way.
 *
 * @param inForce completes as {@link Invalidator#invalidate} says
 * @param delivered completes when Redis has acknowledged all of it, however late; never
 * fails, and never completes if the process ends before
 */
public record Delivery(CompletionStage<Void> inForce, CompletionStage<Void> delivered) {
}
