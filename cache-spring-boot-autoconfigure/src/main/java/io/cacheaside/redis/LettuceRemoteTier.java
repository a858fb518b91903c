package io.cacheaside.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.engine.EntryWrite;
import io.cacheaside.engine.RemoteTier;
import io.cacheaside.key.CacheKey;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.protocol.AsyncCommand;

/**
 * The remote tier on a Redis, alone, with replicas or as a cluster: one string per entry.
 * <p>
 * A call fails at once, with a {@link NotConnectedException}, while there is no open
 * connection; with a {@link java.util.concurrent.TimeoutException} when Redis has not
 * answered in time; else with what the driver reports. A command that has timed out may
 * have reached Redis and may still take effect. Stages complete on a thread of the driver
 * or of a timer, which must not be blocked. Safe for use by many threads.
 */
public final class LettuceRemoteTier implements RemoteTier {

	/** How often an entry may expire between being refused and being read. */
	private static final int ABSENT_ATTEMPTS = 3;

	private final RedisConnections connections;

	private final RedisKeys keys;

	private final Duration timeout;

	private final BatchSettings batches;

	private final KeyspaceSweep sweep;

	/**
	 * Creates the tier with batches of the default size.
	 * @param connections the connections; closed by whoever made them
	 * @param keys where the entries stand
	 * @param timeout the longest wait for the answer to a call, sweeps and
	 * {@link #writeAllIfAbsent} excepted
	 */
	public LettuceRemoteTier(RedisConnections connections, RedisKeys keys, Duration timeout) {
		this(connections, keys, timeout, BatchSettings.DEFAULTS);
	}

	/**
	 * Creates the tier.
	 * @param connections the connections; closed by whoever made them
	 * @param keys where the entries stand
	 * @param timeout the longest wait for the answer to a call, sweeps and
	 * {@link #writeAllIfAbsent} excepted
	 * @param batches how these are cut up and how long they wait
	 */
	public LettuceRemoteTier(RedisConnections connections, RedisKeys keys, Duration timeout, BatchSettings batches) {
		this.connections = connections;
		this.keys = keys;
		this.timeout = timeout;
		this.batches = batches;
		this.sweep = new KeyspaceSweep(connections, keys, batches);
	}

	@Override
	public CompletionStage<Optional<byte[]>> read(CacheKey key) {
		byte[] name = this.keys.nameOf(key);
		return call(List.of(name), (redis) -> redis.get(name).toCompletableFuture()).thenApply(Optional::ofNullable);
	}

	@Override
	public CompletionStage<List<Optional<byte[]>>> readAll(List<CacheKey> keys) {
		if (keys.isEmpty()) {
			return CompletableFuture.completedFuture(List.of());
		}
		List<byte[]> names = keys.stream().map(this.keys::nameOf).toList();
		return call(names, (redis) -> redis.mget(names.toArray(byte[][]::new)).toCompletableFuture()).thenApply(
				(values) -> values.stream().map((value) -> Optional.ofNullable(value.getValueOrElse(null))).toList());
	}

	@Override
	public CompletionStage<Void> write(EntryWrite write) {
		byte[] name = this.keys.nameOf(write.key());
		return call(List.of(name),
				(redis) -> redis.set(name, write.entry(), EntryCommands.expiry(write.ttl())).toCompletableFuture())
			.thenAccept((ok) -> {
			});
	}

	@Override
	public CompletionStage<Optional<byte[]>> writeIfAbsent(EntryWrite write) {
		return Replies.within(writeIfAbsent(this.keys.nameOf(write.key()), write, ABSENT_ATTEMPTS), this.timeout);
	}

	private CompletableFuture<Optional<byte[]>> writeIfAbsent(byte[] name, EntryWrite write, int attempts) {
		if (attempts == 0) {
			return CompletableFuture.failedFuture(new IllegalStateException("'" + write.key()
					+ "' was there to refuse a write and gone to be read, " + ABSENT_ATTEMPTS + " times"));
		}
		return call(List.of(name),
				(redis) -> redis.set(name, write.entry(), EntryCommands.expiry(write.ttl()).nx()).toCompletableFuture())
			.thenCompose((written) -> {
				if (written != null) {
					return CompletableFuture.completedFuture(Optional.empty());
				}
				return call(List.of(name), (redis) -> redis.get(name).toCompletableFuture()).thenCompose(
						(present) -> (present != null) ? CompletableFuture.completedFuture(Optional.of(present))
								: writeIfAbsent(name, write, attempts - 1));
			});
	}

	@Override
	public CompletionStage<Long> writeAllIfAbsent(List<EntryWrite> writes) {
		if (writes.isEmpty()) {
			return CompletableFuture.completedFuture(0L);
		}
		List<AsyncCommand<byte[], byte[], String>> commands = new ArrayList<>(writes.size());
		writes.forEach((write) -> commands.add(EntryCommands.setIfAbsent(this.keys.nameOf(write.key()), write)));
		MasterConnection connection = this.connections.batches().connection();
		if (connection == null) {
			return CompletableFuture.failedFuture(new NotConnectedException());
		}
		try {
			connection.send(commands);
		}
		catch (RuntimeException ex) {
			return CompletableFuture.failedFuture(ex);
		}
		return Replies.allWithin(commands, this.batches.timeout())
			.thenApply((done) -> commands.stream().filter((command) -> command.join() != null).count())
			.whenComplete((written, failure) -> this.connections.batches().ended(connection, failure));
	}

	@Override
	public CompletionStage<Long> delete(Collection<CacheKey> keys) {
		if (keys.isEmpty()) {
			return CompletableFuture.completedFuture(0L);
		}
		List<byte[]> names = keys.stream().map(this.keys::nameOf).toList();
		return call(names, (redis) -> redis.unlink(names.toArray(byte[][]::new)).toCompletableFuture());
	}

	@Override
	public CompletionStage<Long> sweep(InvalidationTarget target) {
		if (target instanceof InvalidationTarget.Key key) {
			return delete(List.of(new CacheKey(key.cacheName(), key.logicalKey())));
		}
		return this.sweep.run(target);
	}

	@Override
	public boolean isConnected() {
		return this.connections.isConnected();
	}

	private <T> CompletableFuture<T> call(List<byte[]> names,
			Function<RedisClusterAsyncCommands<byte[], byte[]>, CompletableFuture<T>> command) {
		MasterConnection connection = this.connections.commands().connection();
		if (connection == null || !names.stream().allMatch(connection::reaches)) {
			return CompletableFuture.failedFuture(new NotConnectedException());
		}
		try {
			return Replies.within(command.apply(connection.commands()), this.timeout)
				.whenComplete((value, failure) -> this.connections.commands().ended(connection, failure));
		}
		catch (RuntimeException ex) {
			// The driver throws instead of failing the command when it is being closed.
			return CompletableFuture.failedFuture(ex);
		}
	}

}
