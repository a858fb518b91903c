package io.cacheaside.engine;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.key.CacheKey;

/** A remote tier that holds nothing and accepts everything: caching is switched off. */
public final class NoRemoteTier implements RemoteTier {

	@Override
	public CompletionStage<Optional<byte[]>> read(CacheKey key) {
		return CompletableFuture.completedFuture(Optional.empty());
	}

	@Override
	public CompletionStage<List<Optional<byte[]>>> readAll(List<CacheKey> keys) {
		return CompletableFuture.completedFuture(Collections.nCopies(keys.size(), Optional.empty()));
	}

	@Override
	public CompletionStage<Void> write(EntryWrite write) {
		return CompletableFuture.completedFuture(null);
	}

	@Override
	public CompletionStage<Optional<byte[]>> writeIfAbsent(EntryWrite write) {
		return CompletableFuture.completedFuture(Optional.empty());
	}

	@Override
	public CompletionStage<Long> writeAllIfAbsent(List<EntryWrite> writes) {
		return CompletableFuture.completedFuture(0L);
	}

	@Override
	public CompletionStage<Long> delete(Collection<CacheKey> keys) {
		return CompletableFuture.completedFuture(0L);
	}

	@Override
	public CompletionStage<Long> sweep(InvalidationTarget target) {
		return CompletableFuture.completedFuture(0L);
	}

	@Override
	public boolean isConnected() {
		return true;
	}

}
