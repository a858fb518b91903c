package io.cacheaside.promise.history;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

import io.cacheaside.embedded.RedisServer;
import io.cacheaside.testing.TcpProxy;
import io.cacheaside.testing.TcpProxy.Direction;

/**
 * A way to break something.
 *
 * @param what in words
 * @param unreachable whether Redis cannot be reached until it is mended
 * @param begin breaks it
 * @param mend mends it
 * @param <T> what is broken
 */
record Breakage<T>(String what, boolean unreachable, Consumer<T> begin, Consumer<T> mend) {

	private static final Duration LATE = Duration.ofMillis(300);

	/** What can happen to a node's way to Redis. */
	static List<Breakage<TcpProxy>> ofTheWay() {
		return List.of(way("cut", TcpProxy::cut), way("refused", TcpProxy::refuse),
				way("questions lost", (proxy) -> proxy.swallow(Direction.TO_SERVER)),
				way("answers lost", (proxy) -> proxy.swallow(Direction.TO_CLIENT)),
				way("questions held", (proxy) -> proxy.hold(Direction.TO_SERVER)),
				way("answers held", (proxy) -> proxy.hold(Direction.TO_CLIENT)),
				way("questions late", (proxy) -> proxy.delay(Direction.TO_SERVER, LATE)),
				way("answers late", (proxy) -> proxy.delay(Direction.TO_CLIENT, LATE)),
				way("answers a little late", (proxy) -> proxy.delay(Direction.TO_CLIENT, LATE.dividedBy(10))));
	}

	private static Breakage<TcpProxy> way(String what, Consumer<TcpProxy> begin) {
		return new Breakage<>(what, true, begin, TcpProxy::restore);
	}

	/** What can happen to Redis. */
	static List<Breakage<RedisServer>> ofRedis() {
		return List.of(new Breakage<>("frozen", true, RedisServer::pause, RedisServer::resume),
				new Breakage<>("killed", true, RedisServer::kill, RedisServer::restartEmpty),
				new Breakage<>("restarted empty", true, RedisServer::restartEmpty, Breakage::nothing),
				new Breakage<>("a replica", true, (redis) -> redis.execute("REPLICAOF", "127.0.0.1", "1"),
						(redis) -> redis.execute("REPLICAOF", "NO", "ONE")),
				new Breakage<>("without writes", true,
						(redis) -> redis.execute("CONFIG", "SET", "min-replicas-to-write", "1"),
						(redis) -> redis.execute("CONFIG", "SET", "min-replicas-to-write", "0")),
				moment("flushed", (redis) -> redis.execute("FLUSHALL")),
				moment("log trimmed", (redis) -> each(redis, "stream", "XTRIM", "MAXLEN", "0")),
				moment("log trimmed to one", (redis) -> each(redis, "stream", "XTRIM", "MAXLEN", "1")),
				moment("log deleted", (redis) -> each(redis, "stream", "DEL")),
				moment("markers deleted", (redis) -> each(redis, "hash", "DEL")));
	}

	private static Breakage<RedisServer> moment(String what, Consumer<RedisServer> begin) {
		return new Breakage<>(what, false, begin, Breakage::nothing);
	}

	private static void nothing(RedisServer redis) {
	}

	private static void each(RedisServer redis, String type, String command, String... arguments) {
		for (Object key : (List<?>) redis.execute("KEYS", "*")) {
			String name = String.valueOf(key);
			if (type.equals(redis.execute("TYPE", name))) {
				String[] words = new String[2 + arguments.length];
				words[0] = command;
				words[1] = name;
				System.arraycopy(arguments, 0, words, 2, arguments.length);
				redis.execute(words);
			}
		}
	}

}
