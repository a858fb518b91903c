package io.cacheaside.engine;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.cacheaside.Position;

/**
 * No log: nothing is told to other nodes, which is enough as long as no node keeps
 * anything locally and every invalidation removes the remote entries itself.
 */
public final class NoOpInvalidationLog implements InvalidationLog {

	@Override
	public CompletionStage<Position> append(Invalidation invalidation) {
		return CompletableFuture.completedFuture(Position.NONE);
	}

	@Override
	public Position applied() {
		return Position.NONE;
	}

}
