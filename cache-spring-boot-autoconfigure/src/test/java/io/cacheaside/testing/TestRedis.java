package io.cacheaside.testing;

import io.cacheaside.embedded.RedisBinary;
import io.cacheaside.embedded.RedisServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * The Redis that tests of one JVM share: a container of the image that the environment
 * variable {@code REDIS_IMAGE} names, else a process of the embedded binary. The log says
 * which. It lives as long as the JVM.
 */
public final class TestRedis {

	private static final Logger logger = LoggerFactory.getLogger(TestRedis.class);

	private static final int REDIS_PORT = 6379;

	private final String host;

	private final int port;

	private final String description;

	private TestRedis(String host, int port, String description) {
		this.host = host;
		this.port = port;
		this.description = description;
		logger.info("Tests run on {} at {}:{}", description, host, port);
	}

	/**
	 * The shared Redis, started by the first who asks.
	 * @return the Redis
	 */
	public static TestRedis shared() {
		return Shared.REDIS;
	}

	private static TestRedis start() {
		String image = System.getenv("REDIS_IMAGE");
		return (image == null || image.isBlank()) ? startEmbedded() : startContainer(image);
	}

	private static TestRedis startEmbedded() {
		RedisServer server = RedisServer.start();
		return new TestRedis(server.host(), server.port(), RedisBinary.find().description());
	}

	@SuppressWarnings("resource") // Lives as long as the JVM.
	private static TestRedis startContainer(String image) {
		GenericContainer<?> container = new GenericContainer<>(DockerImageName.parse(image))
			.withExposedPorts(REDIS_PORT);
		container.start();
		Runtime.getRuntime().addShutdownHook(new Thread(container::stop, "test-redis-stop"));
		return new TestRedis(container.getHost(), container.getMappedPort(REDIS_PORT), "container of " + image);
	}

	/**
	 * Where it listens.
	 * @return the host
	 */
	public String host() {
		return this.host;
	}

	/**
	 * Where it listens.
	 * @return the port
	 */
	public int port() {
		return this.port;
	}

	/**
	 * Which one it is.
	 * @return such as {@code Redis 6.2.11 (bundled)}
	 */
	public String description() {
		return this.description;
	}

	/** Empties it. */
	public void flushAll() {
		LettuceConnectionFactory factory = connectionFactory();
		try (var connection = factory.getConnection()) {
			connection.serverCommands().flushAll();
		}
		finally {
			factory.destroy();
		}
	}

	/**
	 * A connection factory of the caller's own.
	 * @return a started factory, to be destroyed by the caller
	 */
	public LettuceConnectionFactory connectionFactory() {
		LettuceConnectionFactory factory = new LettuceConnectionFactory(this.host, this.port);
		factory.afterPropertiesSet();
		factory.start();
		return factory;
	}

	private static final class Shared {

		private static final TestRedis REDIS = start();

	}

}
