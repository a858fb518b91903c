package io.cacheaside.engine;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

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
	public CompletionStage<Boolean> lease(Lease lease, byte @Nullable [] replaced) {
		return CompletableFuture.completedFuture(true);
	}

	@Override
	public CompletionStage<Boolean> claim(Lease lease, byte[] seen) {
		return CompletableFuture.completedFuture(true);
	}

	@Override
	public CompletionStage<Void> seize(Lease lease) {
		return CompletableFuture.completedFuture(null);
	}

	@Override
	public CompletionStage<List<Boolean>> leaseAll(List<Lease> leases) {
		return CompletableFuture.completedFuture(Collections.nCopies(leases.size(), true));
	}

	@Override
	public CompletionStage<Boolean> extend(Lease lease) {
		return CompletableFuture.completedFuture(true);
	}

	@Override
	public CompletionStage<Boolean> release(Lease lease) {
		return CompletableFuture.completedFuture(true);
	}

	@Override
	public CompletionStage<Boolean> store(EntryWrite write) {
		return CompletableFuture.completedFuture(true);
	}

	@Override
	public CompletionStage<Long> storeAll(List<EntryWrite> writes) {
		return CompletableFuture.completedFuture(0L);
	}

	@Override
	public CompletionStage<Long> storeUnleased(List<UnleasedWrite> writes) {
		return CompletableFuture.completedFuture(0L);
	}

	@Override
	public CompletionStage<Long> delete(Collection<CacheKey> keys) {
		return CompletableFuture.completedFuture(0L);
	}

	@Override
	public CompletionStage<Long> makeDue(Collection<CacheKey> keys) {
		return CompletableFuture.completedFuture(0L);
	}

	@Override
	public CompletionStage<Long> sweep(Collection<CacheKey> keys, SweepRule rule) {
		return CompletableFuture.completedFuture(0L);
	}

	@Override
	public CompletionStage<SweepReport> sweep(SweepRule rule) {
		return CompletableFuture.completedFuture(new SweepReport(0, 0));
	}

	@Override
	public OptionalLong serverMillis(CacheKey key) {
		return OptionalLong.empty();
	}

	@Override
	public boolean isConnected() {
		return true;
	}

}
