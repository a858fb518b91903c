package io.cacheaside.redis;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.cacheaside.CacheConfigurationException;

import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * The connections of the cache to Redis: one for single commands, one for batches, so
 * that a large batch does not stand before a read, and one that waits for entries of the
 * invalidation log. All are opened in the background as soon as this object exists, and
 * restored when they are lost; nobody ever waits for that, and the application starts
 * without Redis. They read from masters only, whatever
 * {@code spring.data.redis.lettuce.read-from} says. Safe for use by many threads.
 */
public final class RedisConnections implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(RedisConnections.class);

	/** How often masters are asked for the time; when a connection opens too. */
	private static final Duration TIME_ASKED_EVERY = Duration.ofSeconds(10);

	private final ScheduledExecutorService scheduler;

	private final RedisLink commands;

	private final RedisLink batches;

	private final ScheduledFuture<?> timekeeping;

	private final RedisLink logTail;

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
		this.timekeeping = scheduler.scheduleWithFixedDelay(this::askTime, TIME_ASKED_EVERY.toMillis(),
				TIME_ASKED_EVERY.toMillis(), TimeUnit.MILLISECONDS);
		this.logTail = new RedisLink("the invalidation log", connector::connect, scheduler);
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
	 * Waits until there has been a connection for the first time. For tests.
	 * @param limit the longest wait
	 * @return whether there has been one
	 */
	public boolean awaitConnected(Duration limit) {
		return await(CompletableFuture.allOf(this.commands.firstOpened(), this.batches.firstOpened(),
				this.logTail.firstOpened()), limit);
	}

	/**
	 * Waits until the first attempts to connect have ended, well or not. For start-up, so
	 * that the first calls find a connection, and nobody waits for a Redis that is away.
	 * @param limit the longest wait
	 * @return whether there is a connection
	 */
	public boolean awaitFirstAttempt(Duration limit) {
		return await(CompletableFuture.allOf(this.commands.firstAttempted(), this.batches.firstAttempted(),
				this.logTail.firstAttempted()), limit);
	}

	private boolean await(CompletableFuture<Void> event, Duration limit) {
		try {
			event.get(limit.toNanos(), TimeUnit.NANOSECONDS);
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

	private void askTime() {
		MasterConnection connection = this.commands.connection();
		if (connection == null) {
			return;
		}
		try {
			connection.askTime();
		}
		catch (RuntimeException ex) {
			// Thrown by a client that has been shut down; it would end the schedule.
			logger.debug("Redis could not be asked for the time", ex);
		}
	}

	RedisLink commands() {
		return this.commands;
	}

	RedisLink batches() {
		return this.batches;
	}

	RedisLink logTail() {
		return this.logTail;
	}

	Executor executor() {
		return this.scheduler;
	}

	/** Closes the connections; calls that wait for an answer fail. */
	@Override
	public void close() {
		this.timekeeping.cancel(false);
		this.commands.close();
		this.batches.close();
		this.logTail.close();
	}

}
