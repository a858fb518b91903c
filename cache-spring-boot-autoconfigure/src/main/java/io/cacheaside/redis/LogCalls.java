package io.cacheaside.redis;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import io.cacheaside.engine.log.LogRefusedException;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.ScriptOutputType;

/**
 * Sends commands about the log to the master that holds it. A call fails at once while
 * there is no connection, and in the end when no answer comes. Safe for use by many
 * threads.
 *
 * @param link the connection
 * @param keys where the log stands
 * @param usual the longest wait for an answer
 */
record LogCalls(RedisLink link, LogKeys keys, TimeLimit usual) {

	LogCalls(RedisLink link, LogKeys keys, Duration timeout) {
		this(link, keys, new TimeLimit(timeout));
	}

	/** The longest wait for an answer, usually. */
	Duration timeout() {
		return this.usual.duration();
	}

	/**
	 * Sends one command that the server may take its time for.
	 * @param <T> the type of the answer
	 * @param limit the longest wait
	 * @param command sends it
	 * @return the answer
	 */
	<T> CompletableFuture<T> call(Duration limit, Function<MasterConnection, CompletableFuture<T>> command) {
		return send(command, (answer) -> Replies.within(answer, limit));
	}

	private <T> CompletableFuture<T> send(Function<MasterConnection, CompletableFuture<T>> command,
			UnaryOperator<CompletableFuture<T>> limit) {
		MasterConnection connection = this.link.connection();
		if (connection == null || !connection.reaches(this.keys.stream())) {
			return CompletableFuture.failedFuture(new NotConnectedException());
		}
		try {
			return limit.apply(command.apply(connection))
				.whenComplete((value, failure) -> this.link.ended(connection, failure))
				.exceptionallyCompose((failure) -> CompletableFuture.failedFuture(meaningOf(failure)));
		}
		catch (RuntimeException ex) {
			// The driver throws instead of failing the command when it is being closed.
			return CompletableFuture.failedFuture(ex);
		}
	}

	/** A server that answers with an error is in reach, which the follower must know. */
	private static Throwable meaningOf(Throwable failure) {
		Throwable cause = Replies.unwrap(failure);
		return (cause instanceof RedisCommandExecutionException) ? new LogRefusedException(
				"Redis refused a command of the invalidation log: " + cause.getMessage(), cause) : cause;
	}

	/**
	 * Sends one command, with the usual limit.
	 * @param <T> the type of the answer
	 * @param command sends it
	 * @return the answer
	 */
	<T> CompletableFuture<T> call(Function<MasterConnection, CompletableFuture<T>> command) {
		return send(command, this.usual::apply);
	}

	/**
	 * Runs a script of the log that answers with several values.
	 * @param script the script
	 * @param args its arguments
	 * @return the values
	 */
	CompletableFuture<List<Object>> run(LuaScript script, byte[]... args) {
		return this.<List<Object>>run(script, ScriptOutputType.MULTI, this.keys.ofScripts(), args);
	}

	/**
	 * Runs a script.
	 * @param <T> the type of the answer
	 * @param script the script
	 * @param type how the answer is read
	 * @param names the keys it is given
	 * @param args its arguments
	 * @return the answer
	 */
	<T> CompletableFuture<T> run(LuaScript script, ScriptOutputType type, byte[][] names, byte[]... args) {
		return call((connection) -> script.run(connection.commands(), type, names, args));
	}

}
