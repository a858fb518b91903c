package io.cacheaside.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import io.cacheaside.TimeToLive;
import io.cacheaside.embedded.RedisCluster;
import io.cacheaside.embedded.RedisServer;
import io.cacheaside.engine.EntryWrite;
import io.cacheaside.engine.Lease;
import io.cacheaside.engine.RemoteTierFixture;
import io.cacheaside.key.CacheKey;

import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** A tier with all it stands on, for tests that play faults. */
final class TierFixture implements AutoCloseable {

	static final String PREFIX = "shop:";

	private static final Duration LONG = Duration.ofSeconds(30);

	private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(2);

	final LettuceConnectionFactory factory;

	final RedisConnections connections;

	final LettuceRemoteTier tier;

	TierFixture(RedisConfiguration configuration, String prefix, Duration timeout) {
		this(new LettuceConnectionFactory(configuration), prefix, timeout);
	}

	TierFixture(LettuceConnectionFactory factory, String prefix, Duration timeout) {
		this.factory = factory;
		this.factory.afterPropertiesSet();
		this.factory.start();
		this.connections = new RedisConnections(this.factory, this.scheduler);
		this.tier = new LettuceRemoteTier(this.connections, new RedisKeys(prefix), timeout,
				new BatchSettings(100, LONG, BatchSettings.Pause.NONE));
	}

	static TierFixture standalone(RedisServer server, Duration timeout) {
		return new TierFixture(new RedisStandaloneConfiguration(server.host(), server.port()), PREFIX, timeout);
	}

	static TierFixture cluster(RedisCluster cluster, Duration timeout) {
		return new TierFixture(new RedisClusterConfiguration(List.of(cluster.nodes().split(","))), PREFIX, timeout);
	}

	TierFixture connected() {
		if (!this.connections.awaitConnected(LONG)) {
			throw new AssertionError("not connected within " + LONG);
		}
		return this;
	}

	/** Fills a slot behind the tier's back, for good. */
	void place(String name, byte[] bytes) {
		try (var redis = this.factory.getConnection()) {
			redis.stringCommands().set(name.getBytes(StandardCharsets.UTF_8), bytes);
		}
	}

	/** Stores many entries the way a warm-up does. */
	void fill(List<CacheKey> keys, Function<CacheKey, byte[]> bytes) {
		List<Lease> leases = keys.stream().map(RemoteTierFixture::lease).toList();
		List<EntryWrite> writes = leases.stream()
			.map((lease) -> new EntryWrite(lease.key(), lease.token(), bytes.apply(lease.key()), TimeToLive.NONE))
			.toList();
		if (get(this.tier.leaseAll(leases)).contains(false) || get(this.tier.storeAll(writes)) != keys.size()) {
			throw new AssertionError("not all of them were empty");
		}
	}

	static CacheKey key(String id) {
		return RemoteTierFixture.key("user", id);
	}

	static Lease lease(String id) {
		return RemoteTierFixture.lease(key(id));
	}

	static EntryWrite entry(Lease lease) {
		return RemoteTierFixture.entry(lease, "value", TimeToLive.NONE);
	}

	static <T> T get(CompletionStage<T> stage) {
		try {
			return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
		}
		catch (Exception ex) {
			throw new AssertionError("the tier failed: " + ex, ex);
		}
	}

	/** How a stage failed, and how long that took. */
	static Failure failureOf(CompletionStage<?> stage, long startNanos) {
		try {
			Object value = stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
			throw new AssertionError("expected a failure, but got " + value);
		}
		catch (ExecutionException ex) {
			return new Failure(Replies.unwrap(ex), Duration.ofNanos(System.nanoTime() - startNanos));
		}
		catch (Exception ex) {
			throw new AssertionError("the stage did not complete: " + ex, ex);
		}
	}

	boolean works() {
		try {
			Lease lease = lease("works");
			this.tier.seize(lease).toCompletableFuture().get(5, TimeUnit.SECONDS);
			long stored = this.tier.storeAll(List.of(entry(lease))).toCompletableFuture().get(5, TimeUnit.SECONDS);
			return stored == 1
					&& this.tier.read(key("works")).toCompletableFuture().get(5, TimeUnit.SECONDS).isPresent();
		}
		catch (Exception ex) {
			return false;
		}
	}

	@Override
	public void close() {
		this.connections.close();
		this.factory.destroy();
		this.scheduler.shutdownNow();
	}

	record Failure(Throwable cause, Duration after) {
	}

}
