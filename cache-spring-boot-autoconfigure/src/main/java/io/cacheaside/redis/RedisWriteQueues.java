package io.cacheaside.redis;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

import io.lettuce.core.ScriptOutputType;

import io.cacheaside.engine.queue.WriteQueue;

/**
 * Queues of writes beside the log, on its slot. Safe for use by many threads.
 */
public final class RedisWriteQueues {

	private static final LuaScript INFO = LuaScript.of("info.lua");

	private final Calls single;

	private final Calls batches;

	private final LogKeys keys;

	private final Duration timeout;

	/**
	 * Creates them; nothing is sent yet.
	 * @param connections the connections; closed by whoever made them
	 * @param keys where the entries of the application stand
	 * @param timeout the longest wait for an answer; ten times as long for a batch
	 */
	public RedisWriteQueues(RedisConnections connections, RedisKeys keys, Duration timeout) {
		this.single = new Calls(connections.commands(), timeout);
		this.batches = new Calls(connections.batches(), timeout.multipliedBy(10));
		this.keys = LogKeys.of(keys);
		this.timeout = timeout;
	}

	/**
	 * The queue of a cache.
	 * @param cacheName the cache
	 * @return its queue, which exists once something waits
	 */
	public WriteQueue queue(String cacheName) {
		return new RedisWriteQueue(this.single, this.batches, this.keys.queue(cacheName), this.timeout);
	}

	/**
	 * Tells by what the server may lose what it has acknowledged.
	 * @return a clause for a warning; empty if nothing is known against it
	 */
	public CompletionStage<Optional<String>> hazard() {
		byte[][] names = { this.keys.nothing() };
		return info(names, "persistence").thenCombine(info(names, "memory"), RedisWriteQueues::hazard);
	}

	private CompletionStage<String> info(byte[][] names, String section) {
		return this.single
			.about(names[0],
					(connection) -> INFO.<byte[]>run(connection.commands(), ScriptOutputType.VALUE, names,
							LogNumbers.ascii(section)))
			.thenApply(LogReplies::text);
	}

	private static Optional<String> hazard(String persistence, String memory) {
		boolean appendOnly = has(persistence, "aof_enabled:1");
		// A server that saves snapshots has counted changes since the last one or saved.
		boolean saved = value(persistence, "rdb_saves:").filter((count) -> !count.equals("0")).isPresent();
		Optional<String> policy = value(memory, "maxmemory_policy:")
			.filter((name) -> name.startsWith("allkeys") && !has(memory, "maxmemory:0"));
		Optional<String> unsaved = (persistence.isEmpty() || appendOnly || saved) ? Optional.empty() : Optional
			.of("Redis writes no append-only file and has saved no snapshot, so a restart loses what waits");
		return Stream
			.of(unsaved,
					policy.map((name) -> "Redis may evict what waits when its memory is full (maxmemory-policy "
							+ name.toLowerCase(Locale.ROOT) + ")"))
			.flatMap(Optional::stream)
			.reduce((first, second) -> first + "; " + second);
	}

	private static boolean has(String info, String line) {
		return info.lines().anyMatch(line::equals);
	}

	private static Optional<String> value(String info, String name) {
		return info.lines()
			.filter((line) -> line.startsWith(name))
			.map((line) -> line.substring(name.length()))
			.findFirst();
	}

}
