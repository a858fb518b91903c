package io.cacheaside.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.stream.IntStream;

import io.cacheaside.engine.RemoteInspection;
import io.cacheaside.engine.RemoteMemory;
import io.cacheaside.engine.RemoteSample;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.api.StatefulRedisConnection;

/**
 * Asks every master.
 * <ol>
 * <li>For a sample, each for the number of its keys; then {@link SampleWalk} looks at
 * some on each, more where there are more.</li>
 * <li>Where the walk stopped is remembered for each connection, so that the next sample
 * goes on there. A connection that was replaced begins anew, which does no harm.</li>
 * </ol>
 * What takes more than one command goes by the connection for batches, so that no read
 * stands behind it. Safe for use by many threads.
 */
public final class RedisInspection implements RemoteInspection {

	private final Map<StatefulRedisConnection<byte[], byte[]>, ScanCursor> cursors = new ConcurrentHashMap<>();

	private final RedisConnections connections;

	private final RedisKeys keys;

	private final Duration timeout;

	private final Executor executor;

	/**
	 * Creates it; nothing is sent yet.
	 * @param connections the connections; closed by whoever made them
	 * @param keys where the entries of the application stand
	 * @param timeout the longest wait for an answer
	 */
	public RedisInspection(RedisConnections connections, RedisKeys keys, Duration timeout) {
		this.connections = connections;
		this.keys = keys;
		this.timeout = timeout;
		this.executor = connections.executor();
	}

	@Override
	public CompletionStage<RemoteSample> sample(int keys, Set<String> cacheNames) {
		return masters(this.connections.batches(), (masters) -> {
			this.cursors.keySet().retainAll(masters);
			return fromEach(masters, (master) -> master.async().dbsize().toCompletableFuture()).thenComposeAsync(
					(sizes) -> sample(masters, sizes, (double) keys / Math.max(1, sum(sizes)), cacheNames),
					this.executor);
		});
	}

	/** Looks at a share of the keys of each master. */
	private CompletableFuture<RemoteSample> sample(List<StatefulRedisConnection<byte[], byte[]>> masters,
			List<Long> sizes, double share, Set<String> cacheNames) {
		List<CompletableFuture<SampleWalk.Met>> walks = IntStream.range(0, masters.size())
			.filter((i) -> sizes.get(i) > 0)
			.mapToObj((i) -> walk(masters.get(i), (long) Math.ceil(sizes.get(i) * share), cacheNames))
			.toList();
		return all(walks).thenApply((met) -> {
			Map<String, RemoteSample.Met> caches = new ConcurrentHashMap<>();
			met.forEach((one) -> one.caches()
				.forEach((cache, entries) -> caches.merge(cache, entries, RemoteSample.Met::plus)));
			return new RemoteSample(caches, met.stream().mapToLong(SampleWalk.Met::looked).sum(), sum(sizes));
		});
	}

	private CompletableFuture<SampleWalk.Met> walk(StatefulRedisConnection<byte[], byte[]> master, long wanted,
			Set<String> cacheNames) {
		return new SampleWalk(master, (name) -> this.keys.cacheOf(name, cacheNames), this.timeout, this.executor)
			.run(this.cursors.getOrDefault(master, ScanCursor.INITIAL), wanted)
			.whenComplete((met, failure) -> this.cursors.put(master,
					(failure != null) ? ScanCursor.INITIAL : met.stoppedAt()));
	}

	@Override
	public CompletionStage<RemoteMemory> memory() {
		return masters(this.connections.commands(),
				(masters) -> fromEach(masters, this::memoryOf).thenApply(ServerMemory::sum));
	}

	private CompletableFuture<ServerMemory> memoryOf(StatefulRedisConnection<byte[], byte[]> master) {
		String connection = "connection-" + System.identityHashCode(master);
		return master.async().info().thenApply((info) -> ServerMemory.of(info, connection)).toCompletableFuture();
	}

	private <T> CompletableFuture<T> masters(RedisLink link,
			Function<List<StatefulRedisConnection<byte[], byte[]>>, CompletableFuture<T>> question) {
		MasterConnection connection = link.connection();
		if (connection == null) {
			return CompletableFuture.failedFuture(new NotConnectedException());
		}
		try {
			return Replies.within(connection.masters().toCompletableFuture().copy(), this.timeout)
				.thenCompose((masters) -> question.apply(masters.connections()))
				.whenComplete((answer, failure) -> link.ended(connection, failure));
		}
		catch (RuntimeException ex) {
			// A client that has been shut down.
			return CompletableFuture.failedFuture(ex);
		}
	}

	private <T> CompletableFuture<List<T>> fromEach(List<StatefulRedisConnection<byte[], byte[]>> masters,
			Function<StatefulRedisConnection<byte[], byte[]>, CompletableFuture<T>> question) {
		List<CompletableFuture<T>> answers = new ArrayList<>();
		for (StatefulRedisConnection<byte[], byte[]> master : masters) {
			if (!master.isOpen()) {
				return CompletableFuture.failedFuture(new NotConnectedException());
			}
			answers.add(Replies.within(question.apply(master), this.timeout));
		}
		return all(answers);
	}

	private static <T> CompletableFuture<List<T>> all(List<CompletableFuture<T>> parts) {
		return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
			.thenApply((done) -> parts.stream().map(CompletableFuture::join).toList());
	}

	private static long sum(List<Long> sizes) {
		return sizes.stream().mapToLong(Long::longValue).sum();
	}

}
