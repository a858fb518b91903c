package io.cacheaside.redis;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.cacheaside.TimeToLive;
import io.cacheaside.embedded.RedisCluster;
import io.cacheaside.embedded.RedisServer;
import io.cacheaside.engine.EntryWrite;
import io.cacheaside.key.CacheKey;

import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import java.util.List;

/** A tier with all it stands on, for tests that play faults. */
final class TierFixture implements AutoCloseable {

	static final String PREFIX = "shop:";

	private static final Duration LONG = Duration.ofSeconds(10);

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

	static CacheKey key(String id) {
		return new CacheKey("user", "user:" + id);
	}

	static EntryWrite entry(String id) {
		return new EntryWrite(key(id), new byte[] { 1, 2, 3 }, TimeToLive.NONE);
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
			this.tier.write(entry("works")).toCompletableFuture().get(5, TimeUnit.SECONDS);
			this.tier.writeAllIfAbsent(List.of(entry("works"))).toCompletableFuture().get(5, TimeUnit.SECONDS);
			return this.tier.read(key("works")).toCompletableFuture().get(5, TimeUnit.SECONDS).isPresent();
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
