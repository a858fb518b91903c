package io.cacheaside.redis;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Calls on one link, each of which fails at once while there is no open connection to
 * where it goes, and in bounded time otherwise; the link learns how each one ended. Safe
 * for use by many threads.
 */
final class Calls {

	private final RedisLink link;

	private final TimeLimit limit;

	/**
	 * Creates the calls.
	 * @param link what they are sent on
	 * @param limit the longest wait for the answer to one
	 */
	Calls(RedisLink link, Duration limit) {
		this.link = link;
		this.limit = new TimeLimit(limit);
	}

	/**
	 * Calls about one key.
	 * @param <T> the type of the answer
	 * @param name the key
	 * @param command sends the command
	 * @return the answer
	 */
	<T> CompletableFuture<T> about(byte[] name, Function<MasterConnection, CompletableFuture<T>> command) {
		MasterConnection connection = this.link.connection();
		if (connection == null || !connection.reaches(name)) {
			return CompletableFuture.failedFuture(new NotConnectedException());
		}
		return send(connection, command);
	}

	/**
	 * Calls about several keys.
	 * @param <T> the type of the answer
	 * @param names the keys
	 * @param command sends the commands
	 * @return the answer
	 */
	<T> CompletableFuture<T> aboutAll(List<byte[]> names, Function<MasterConnection, CompletableFuture<T>> command) {
		MasterConnection connection = this.link.connection();
		if (connection == null || !names.stream().allMatch(connection::reaches)) {
			return CompletableFuture.failedFuture(new NotConnectedException());
		}
		return send(connection, command);
	}

	/**
	 * Calls by commands that are sent together, each answer in its own time.
	 * @param <T> the type of the answer
	 * @param names the keys
	 * @param commands sends the commands
	 * @return the answer
	 */
	<T> CompletableFuture<T> pipelined(List<byte[]> names, Function<Pipeline, CompletableFuture<T>> commands) {
		return aboutAll(names, (connection) -> commands.apply(pipeline(connection)));
	}

	/**
	 * Commands that are sent together.
	 * @param connection where to
	 * @return sends them
	 */
	Pipeline pipeline(MasterConnection connection) {
		return new Pipeline(connection::send, this.limit.duration());
	}

	private <T> CompletableFuture<T> send(MasterConnection connection,
			Function<MasterConnection, CompletableFuture<T>> command) {
		try {
			return this.limit.apply(command.apply(connection))
				.whenComplete((value, failure) -> this.link.ended(connection, failure));
		}
		catch (RuntimeException ex) {
			// The driver throws instead of failing the command when it is being closed.
			return CompletableFuture.failedFuture(ex);
		}
	}

}
