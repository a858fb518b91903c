package io.cacheaside.transaction;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.cacheaside.engine.Invalidation;
import io.cacheaside.engine.Invalidator;
import org.jspecify.annotations.Nullable;

/** Remembers what it was asked to invalidate. */
class RecordingInvalidator implements Invalidator {

	final List<Invalidation> seen = new ArrayList<>();

	@Nullable RuntimeException failure;

	@Override
	public CompletionStage<Void> invalidate(Invalidation invalidation) {
		this.seen.add(invalidation);
		return (this.failure != null) ? CompletableFuture.failedFuture(this.failure)
				: CompletableFuture.completedFuture(null);
	}

}
