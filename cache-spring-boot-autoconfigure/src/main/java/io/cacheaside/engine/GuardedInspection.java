package io.cacheaside.engine;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Asks the server only while the remote tier can be called: what a circuit breaker keeps
 * from a server in trouble, this keeps from it too. How questions end does not move the
 * breaker, since a walk takes longer than a read. Safe for use by many threads.
 *
 * @param inspection asks
 * @param tier tells whether there is a connection, and no breaker before it
 */
public record GuardedInspection(RemoteInspection inspection, RemoteTier tier) implements RemoteInspection {

	@Override
	public CompletionStage<RemoteSample> sample(int keys, Set<String> cacheNames) {
		return guarded(() -> this.inspection.sample(keys, cacheNames));
	}

	@Override
	public CompletionStage<RemoteMemory> memory() {
		return guarded(this.inspection::memory);
	}

	private <T> CompletionStage<T> guarded(Supplier<CompletionStage<T>> question) {
		return this.tier.isConnected() ? question.get() : CompletableFuture
			.failedFuture(new RemoteTierDisconnectedException("the remote tier cannot be called now"));
	}

}
