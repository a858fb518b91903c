package io.cacheaside.redis;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.cacheaside.CacheConfigurationException;

import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * The connections of the cache to Redis: one for single commands, one for batches, so
 * that a large batch does not stand before a read. Both are opened in the background as
 * soon as this object exists, and restored when they are lost; nobody ever waits for
 * that, and the application starts without Redis. They read from masters only, whatever
 * {@code spring.data.redis.lettuce.read-from} says. Safe for use by many threads.
 */
public final class RedisConnections implements AutoCloseable {

	private final ScheduledExecutorService scheduler;

	private final RedisLink commands;

	private final RedisLink batches;

	/**
	 * Begins to connect.
	 * @param factory the application's connection factory, whose client is used and never
	 * shut down
	 * @param scheduler runs the attempts to connect, which block one of its threads each,
	 * and the steps of sweeps; not shut down by this object
	 */
	public RedisConnections(LettuceConnectionFactory factory, ScheduledExecutorService scheduler) {
		RedisConnector connector = new RedisConnector(factory);
		this.scheduler = scheduler;
		this.commands = new RedisLink("single commands", connector::connect, scheduler);
		this.batches = new RedisLink("batches", connector::connect, scheduler);
	}

	/**
	 * Refuses other drivers than Lettuce.
	 * @param factory the application's connection factory
	 * @return the same factory
	 * @throws CacheConfigurationException if it is another driver's
	 */
	public static LettuceConnectionFactory requireLettuce(RedisConnectionFactory factory) {
		if (factory instanceof LettuceConnectionFactory lettuce) {
			return lettuce;
		}
		throw new CacheConfigurationException(
				"The cache needs the Redis driver Lettuce, but the connection factory is a "
						+ factory.getClass().getName() + ".",
				"Remove the property 'spring.data.redis.client-type' and the other driver's dependency (such as"
						+ " redis.clients:jedis), so that Spring Boot configures Lettuce; or switch the cache off with"
						+ " 'cacheaside.enabled=false'.");
	}

	/**
	 * Waits until there is a connection for the first time. For start-up and tests;
	 * nothing else waits.
	 * @param limit the longest wait
	 * @return whether there has been one
	 */
	public boolean awaitConnected(Duration limit) {
		try {
			CompletableFuture.allOf(this.commands.firstOpened(), this.batches.firstOpened())
				.get(limit.toNanos(), TimeUnit.NANOSECONDS);
			return isConnected();
		}
		catch (TimeoutException | ExecutionException ex) {
			return false;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	/**
	 * Whether there is a connection for single commands now. Costs next to nothing.
	 * @return whether there is one
	 */
	public boolean isConnected() {
		return this.commands.connection() != null;
	}

	RedisLink commands() {
		return this.commands;
	}

	RedisLink batches() {
		return this.batches;
	}

	Executor executor() {
		return this.scheduler;
	}

	/** Closes the connections; calls that wait for an answer fail. */
	@Override
	public void close() {
		this.commands.close();
		this.batches.close();
	}

}
