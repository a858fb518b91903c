package io.cacheaside.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;

import io.cacheaside.engine.Coordination;

/**
 * Elections and notes as keys beside the log, on its slot. A call fails at once while
 * there is no connection, and in the end when no answer comes. Safe for use by many
 * threads.
 */
public final class RedisCoordination implements Coordination {

	private static final LuaScript ELECT = LuaScript.of("elect.lua");

	private static final LuaScript RESIGN = LuaScript.of("resign.lua");

	private final LogCalls calls;

	private final byte[] node;

	/**
	 * Creates it; nothing is sent yet.
	 * @param connections the connections; closed by whoever made them
	 * @param keys where the entries of the application stand
	 * @param timeout the longest wait for an answer
	 * @param node names this node; no two nodes have one name
	 */
	public RedisCoordination(RedisConnections connections, RedisKeys keys, Duration timeout, String node) {
		this.calls = new LogCalls(connections.commands(), LogKeys.of(keys), timeout);
		this.node = node.getBytes(StandardCharsets.UTF_8);
	}

	@Override
	public CompletionStage<Boolean> elect(String task, Duration term) {
		return this.calls.<Boolean>run(ELECT, ScriptOutputType.BOOLEAN,
				new byte[][] { this.calls.keys().election(task) }, this.node, millis(term));
	}

	@Override
	public CompletionStage<Boolean> resign(String task) {
		return this.calls.<Boolean>run(RESIGN, ScriptOutputType.BOOLEAN,
				new byte[][] { this.calls.keys().election(task) }, this.node);
	}

	@Override
	public CompletionStage<Optional<byte[]>> note(String name) {
		return this.calls
			.call((connection) -> connection.commands().get(this.calls.keys().note(name)).toCompletableFuture())
			.thenApply(Optional::ofNullable);
	}

	@Override
	public CompletionStage<Void> write(String name, byte[] text, Duration life) {
		SetArgs args = SetArgs.Builder.px(Math.max(1, life.toMillis()));
		return this.calls
			.call((connection) -> connection.commands()
				.set(this.calls.keys().note(name), text, args)
				.toCompletableFuture())
			.thenApply((done) -> null);
	}

	private static byte[] millis(Duration term) {
		return LogNumbers.ascii(Math.max(1, term.toMillis()));
	}

}
