package io.cacheaside.breaker;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.cacheaside.engine.BreakerState;
import io.cacheaside.engine.EntryWrite;
import io.cacheaside.engine.Lease;
import io.cacheaside.engine.RemoteTier;
import io.cacheaside.engine.SweepRule;
import io.cacheaside.engine.UnleasedWrite;
import io.cacheaside.engine.SweepReport;
import io.cacheaside.key.CacheKey;

/**
 * A remote tier behind a circuit breaker. While that is not closed, every call fails at
 * once with a {@link io.cacheaside.engine.RemoteTierDisconnectedException}, and there is
 * no connection. What names many keys is never slow; batches and sweeps do not count at
 * all. Safe for use by many threads.
 */
public final class BreakingRemoteTier implements RemoteTier {

	private final RemoteTier tier;

	private final RemoteBreaker breaker;

	/**
	 * Puts a closed breaker in front of a tier.
	 * @param tier the tier
	 * @param settings when it opens, and for how long
	 * @param failures what a failure of the tier tells
	 * @param surroundings where time comes from, and who is told
	 */
	public BreakingRemoteTier(RemoteTier tier, BreakerSettings settings, FailureKinds failures,
			BreakerSurroundings surroundings) {
		this.tier = tier;
		this.breaker = new RemoteBreaker(tier, settings, failures, surroundings);
	}

	@Override
	public CompletionStage<Optional<byte[]>> read(CacheKey key) {
		return this.breaker.call(() -> this.tier.read(key));
	}

	@Override
	public CompletionStage<List<Optional<byte[]>>> readAll(List<CacheKey> keys) {
		return this.breaker.callOfMany(() -> this.tier.readAll(keys));
	}

	@Override
	public CompletionStage<Boolean> lease(Lease lease, byte @Nullable [] replaced) {
		return this.breaker.call(() -> this.tier.lease(lease, replaced));
	}

	@Override
	public CompletionStage<Boolean> claim(Lease lease, byte[] seen) {
		return this.breaker.call(() -> this.tier.claim(lease, seen));
	}

	@Override
	public CompletionStage<Void> seize(Lease lease) {
		return this.breaker.call(() -> this.tier.seize(lease));
	}

	@Override
	public CompletionStage<List<Boolean>> leaseAll(List<Lease> leases) {
		return this.breaker.callUncounted(() -> this.tier.leaseAll(leases));
	}

	@Override
	public CompletionStage<Boolean> extend(Lease lease) {
		return this.breaker.call(() -> this.tier.extend(lease));
	}

	@Override
	public CompletionStage<Boolean> release(Lease lease) {
		return this.breaker.call(() -> this.tier.release(lease));
	}

	@Override
	public CompletionStage<Boolean> store(EntryWrite write) {
		return this.breaker.call(() -> this.tier.store(write));
	}

	@Override
	public CompletionStage<Long> storeAll(List<EntryWrite> writes) {
		return this.breaker.callUncounted(() -> this.tier.storeAll(writes));
	}

	@Override
	public CompletionStage<Long> storeUnleased(List<UnleasedWrite> writes) {
		return this.breaker.callUncounted(() -> this.tier.storeUnleased(writes));
	}

	@Override
	public CompletionStage<Long> delete(Collection<CacheKey> keys) {
		return this.breaker.callOfMany(() -> this.tier.delete(keys));
	}

	@Override
	public CompletionStage<Long> makeDue(Collection<CacheKey> keys) {
		return this.breaker.callOfMany(() -> this.tier.makeDue(keys));
	}

	@Override
	public CompletionStage<Long> sweep(Collection<CacheKey> keys, SweepRule rule) {
		return this.breaker.callUncounted(() -> this.tier.sweep(keys, rule));
	}

	@Override
	public CompletionStage<SweepReport> sweep(SweepRule rule) {
		return this.breaker.callUncounted(() -> this.tier.sweep(rule));
	}

	@Override
	public OptionalLong serverMillis(CacheKey key) {
		return this.tier.serverMillis(key);
	}

	@Override
	public boolean isConnected() {
		return this.breaker.isClosed() && this.tier.isConnected();
	}

	@Override
	public <T> CompletionStage<T> preceded(Supplier<CompletionStage<T>> call) {
		return this.breaker.call(call);
	}

	@Override
	public BreakerState breaker() {
		return this.breaker.state();
	}

}
