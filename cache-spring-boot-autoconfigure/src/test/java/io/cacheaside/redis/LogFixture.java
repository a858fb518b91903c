package io.cacheaside.redis;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

import org.awaitility.Awaitility;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.embedded.RedisServer;

import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** A log with all it stands on. */
final class LogFixture implements AutoCloseable {

	static final String PREFIX = "shop:";

	static final String STREAM = "{cacheaside|shop:}:log";

	static final String MARKERS = "{cacheaside|shop:}:markers";

	static final Duration LONG = Duration.ofSeconds(10);

	static final List<InvalidationTarget> TAG = List.of(new InvalidationTarget.Tag("org:1"));

	private final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(2);

	private final LettuceConnectionFactory factory;

	final RedisConnections connections;

	final StreamInvalidationLog log;

	LogFixture(RedisConfiguration configuration, LogSettings settings, RandomGenerator random) {
		this(new LettuceConnectionFactory(configuration, LettuceClientConfiguration.defaultConfiguration()), settings,
				random);
	}

	LogFixture(LettuceConnectionFactory factory, LogSettings settings, RandomGenerator random) {
		this.factory = factory;
		this.factory.afterPropertiesSet();
		this.factory.start();
		this.connections = new RedisConnections(this.factory, this.scheduler);
		this.log = new StreamInvalidationLog(this.connections, new RedisKeys(PREFIX), settings, random);
	}

	static LogFixture on(RedisConfiguration configuration) {
		return new LogFixture(configuration, new LogSettings(LONG, Duration.ofMinutes(30)), new Random());
	}

	static LogFixture on(RedisServer server) {
		return on(server, LONG);
	}

	static LogFixture on(RedisServer server, Duration timeout) {
		return new LogFixture(new RedisStandaloneConfiguration(server.host(), server.port()),
				new LogSettings(timeout, Duration.ofMinutes(30)), new Random())
			.connected();
	}

	LogFixture connected() {
		Duration limit = LONG.multipliedBy(3);
		if (!this.connections.awaitConnected(limit)) {
			throw new AssertionError("not connected within " + limit);
		}
		return this;
	}

	/** Waits until the server's clock is known as well as it will be. */
	LogFixture settled() {
		byte[] name = LogKeys.of(new RedisKeys(PREFIX)).stream();
		Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
			MasterConnection connection = this.connections.commands().connection();
			return connection != null && connection.settledMillis(name).isPresent();
		});
		return this;
	}

	static <T> T get(CompletionStage<T> stage) {
		try {
			return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
		}
		catch (Exception ex) {
			throw new AssertionError("the log failed: " + ex, ex);
		}
	}

	static Throwable failureOf(CompletionStage<?> stage) {
		try {
			Object value = stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
			throw new AssertionError("expected a failure, but got " + value);
		}
		catch (ExecutionException ex) {
			return Replies.unwrap(ex);
		}
		catch (Exception ex) {
			throw new AssertionError("the stage did not complete: " + ex, ex);
		}
	}

	static boolean succeeds(CompletionStage<?> stage) {
		try {
			stage.toCompletableFuture().get(5, TimeUnit.SECONDS);
			return true;
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

}
