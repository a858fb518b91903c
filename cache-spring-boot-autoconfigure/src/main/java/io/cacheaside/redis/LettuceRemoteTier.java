package io.cacheaside.redis;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import io.cacheaside.engine.EntryWrite;
import io.cacheaside.engine.Lease;
import io.cacheaside.engine.RemoteTier;
import io.cacheaside.engine.SweepRule;
import io.cacheaside.engine.SweepReport;
import io.cacheaside.engine.UnleasedWrite;
import io.cacheaside.key.CacheKey;

/**
 * The remote tier on a Redis, alone, with replicas or as a cluster: one string per slot.
 * <p>
 * A call fails at once, with a {@link NotConnectedException}, while there is no open
 * connection; with a {@link java.util.concurrent.TimeoutException} when Redis has not
 * answered in time; else with what the driver reports. A command that has timed out may
 * have reached Redis and may still take effect, but none that stores a value does so
 * without the token of its lease. Stages complete on a thread of the driver or of a
 * timer, which must not be blocked. Safe for use by many threads.
 */
public final class LettuceRemoteTier implements RemoteTier {

	private final RedisConnections connections;

	private final RedisKeys keys;

	private final Calls calls;

	private final SlotCalls slots;

	private final KeyspaceSweep sweep;

	/**
	 * Creates the tier with batches of the default size.
	 * @param connections the connections; closed by whoever made them
	 * @param keys where the entries stand
	 * @param timeout the longest wait for the answer to a call, sweeps and batches
	 * excepted
	 */
	public LettuceRemoteTier(RedisConnections connections, RedisKeys keys, Duration timeout) {
		this(connections, keys, timeout, BatchSettings.DEFAULTS);
	}

	/**
	 * Creates the tier.
	 * @param connections the connections; closed by whoever made them
	 * @param keys where the entries stand
	 * @param timeout the longest wait for the answer to a call, sweeps and batches
	 * excepted
	 * @param batches how these are cut up and how long they wait
	 */
	public LettuceRemoteTier(RedisConnections connections, RedisKeys keys, Duration timeout, BatchSettings batches) {
		this.connections = connections;
		this.keys = keys;
		this.calls = new Calls(connections.commands(), timeout);
		this.slots = new SlotCalls(connections, keys, timeout, batches);
		this.sweep = new KeyspaceSweep(connections, keys, batches);
	}

	@Override
	public CompletionStage<Optional<byte[]>> read(CacheKey key) {
		byte[] name = this.keys.nameOf(key);
		return this.calls.about(name, (connection) -> connection.get(name)).thenApply(Optional::ofNullable);
	}

	@Override
	public CompletionStage<List<Optional<byte[]>>> readAll(List<CacheKey> keys) {
		if (keys.isEmpty()) {
			return CompletableFuture.completedFuture(List.of());
		}
		List<byte[]> names = keys.stream().map(this.keys::nameOf).toList();
		return this.calls
			.aboutAll(names,
					(connection) -> connection.commands().mget(names.toArray(byte[][]::new)).toCompletableFuture())
			.thenApply((values) -> values.stream()
				.map((value) -> Optional.ofNullable(value.getValueOrElse(null)))
				.toList());
	}

	@Override
	public CompletionStage<Boolean> lease(Lease lease, byte @Nullable [] replaced) {
		return this.slots.lease(lease, replaced);
	}

	@Override
	public CompletionStage<Boolean> claim(Lease lease, byte[] seen) {
		return this.slots.claim(lease, seen);
	}

	@Override
	public CompletionStage<Void> seize(Lease lease) {
		return this.slots.seize(lease);
	}

	@Override
	public CompletionStage<List<Boolean>> leaseAll(List<Lease> leases) {
		return leases.isEmpty() ? CompletableFuture.completedFuture(List.of()) : this.slots.leaseAll(leases);
	}

	@Override
	public CompletionStage<Boolean> extend(Lease lease) {
		return this.slots.extend(lease);
	}

	@Override
	public CompletionStage<Boolean> release(Lease lease) {
		return this.slots.release(lease);
	}

	@Override
	public CompletionStage<Boolean> store(EntryWrite write) {
		return this.slots.store(write);
	}

	@Override
	public CompletionStage<Long> storeAll(List<EntryWrite> writes) {
		return writes.isEmpty() ? CompletableFuture.completedFuture(0L) : this.slots.storeAll(writes);
	}

	@Override
	public CompletionStage<Long> storeUnleased(List<UnleasedWrite> writes) {
		return writes.isEmpty() ? CompletableFuture.completedFuture(0L) : this.slots.storeUnleased(writes);
	}

	@Override
	public CompletionStage<Long> delete(Collection<CacheKey> keys) {
		if (keys.isEmpty()) {
			return CompletableFuture.completedFuture(0L);
		}
		List<byte[]> names = keys.stream().map(this.keys::nameOf).toList();
		return this.calls.aboutAll(names,
				(connection) -> connection.commands().unlink(names.toArray(byte[][]::new)).toCompletableFuture());
	}

	@Override
	public CompletionStage<Long> makeDue(Collection<CacheKey> keys) {
		return this.slots.makeDue(List.copyOf(keys));
	}

	@Override
	public CompletionStage<Long> sweep(Collection<CacheKey> keys, SweepRule rule) {
		return this.sweep.run(keys, rule);
	}

	@Override
	public CompletionStage<SweepReport> sweep(SweepRule rule) {
		return this.sweep.run(rule);
	}

	@Override
	public OptionalLong serverMillis(CacheKey key) {
		MasterConnection connection = this.connections.commands().connection();
		return (connection != null) ? connection.serverMillis(this.keys.nameOf(key)) : OptionalLong.empty();
	}

	@Override
	public boolean isConnected() {
		return this.connections.isConnected();
	}

}
