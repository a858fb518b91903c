package io.cacheaside.redis;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.protocol.RedisCommand;

/**
 * One connection that reads from and writes to masters only: to the one master, or to all
 * masters of a cluster. Safe for use by many threads.
 */
sealed interface MasterConnection permits SingleMasterConnection, ClusterConnection {

	/**
	 * The commands of the driver.
	 * @return the commands
	 */
	RedisClusterAsyncCommands<byte[], byte[]> commands();

	/**
	 * Whether anything can be reached by it now. Costs next to nothing.
	 * @return whether it is open
	 */
	boolean isOpen();

	/**
	 * Whether the master of one key can be reached now, or nothing is known against it.
	 * @param key a Redis key
	 * @return whether a command would not just be queued
	 */
	boolean reaches(byte[] key);

	/**
	 * Reads one value.
	 * @param key a Redis key
	 * @return the value, {@code null} if there is none
	 */
	CompletableFuture<byte @Nullable []> get(byte[] key);

	/**
	 * The clock of the master of one key. Costs next to nothing.
	 * @param key a Redis key
	 * @return milliseconds, ahead by a round trip at most, or empty if it is not known
	 */
	OptionalLong serverMillis(byte[] key);

	/**
	 * The same for those who compare it with what the server itself has noted: as long as
	 * a round trip was long by chance, it is being asked again.
	 * @param key a Redis key
	 * @return milliseconds, or empty if they are not known, or about to be known better
	 */
	OptionalLong settledMillis(byte[] key);

	/**
	 * How many keys one script may name.
	 * @return 1 where they may be on different masters
	 */
	int keysPerScript();

	/** Asks all masters for the time, and waits for nothing. */
	void askTime();

	/**
	 * How long the driver waits for the answer to a command before it fails it.
	 * @return the time-out
	 */
	Duration timeout();

	/**
	 * Sends commands without waiting for replies in between.
	 * @param commands the commands, each of which completes by itself
	 */
	void send(List<? extends RedisCommand<byte[], byte[], ?>> commands);

	/**
	 * The masters as they are now.
	 * @return an open connection to each
	 */
	CompletionStage<Masters> masters();

	/**
	 * Sets what to do when the connection is lost for all masters.
	 * @param action what to do, on a thread of the driver
	 */
	void onDisconnect(Runnable action);

	/**
	 * Closes it; commands without an answer fail.
	 * @return completes when it is closed
	 */
	CompletableFuture<Void> close();

	/**
	 * All masters at one moment.
	 *
	 * @param topology what tells one distribution of the keys from another
	 * @param connections one connection for each master
	 */
	record Masters(String topology, List<StatefulRedisConnection<byte[], byte[]>> connections) {
	}

}
