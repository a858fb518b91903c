package io.cacheaside.benchmark;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

import io.cacheaside.CacheOperations;
import io.cacheaside.PutOptions;
import io.cacheaside.embedded.RedisServer;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.StatefulRedisConnection;

/**
 * A Redis full of small entries. The first one is put through the cache, the others are
 * copies of its bytes, sent as plain {@code SET}s.
 */
final class Keyspace {

	/** The cache that the entries are in. */
	static final String CACHE = "item";

	/** The tag that the entries bear. */
	static final String TAG = "kind:item";

	private static final int BATCH = 10_000;

	private Keyspace() {
	}

	/**
	 * Adds entries 0 to {@code entries} - 1.
	 * @throws IllegalStateException if they are not all there afterwards
	 */
	static void fill(Node node, int entries) {
		node.bean(CacheOperations.class)
			.cache(CACHE, String.class)
			.put(id(0), "a small value", PutOptions.DEFAULTS.withTags(TAG));
		try (StatefulRedisConnection<byte[], byte[]> connection = node.connect()) {
			byte[] entry = connection.sync().get(name(0));
			if (entry == null) {
				throw new IllegalStateException("the first entry was not stored");
			}
			connection.setAutoFlushCommands(false);
			for (int from = 0; from < entries; from += BATCH) {
				send(connection, from, Math.min(entries, from + BATCH), entry);
			}
		}
		Object there = node.bean(RedisServer.class).execute("DBSIZE");
		if (!(there instanceof Long size) || size < entries) {
			throw new IllegalStateException("of " + entries + " entries " + there + " are there");
		}
	}

	private static void send(StatefulRedisConnection<byte[], byte[]> connection, int from, int to, byte[] entry) {
		RedisFuture<String> last = null;
		for (int i = from; i < to; i++) {
			last = connection.async().set(name(i), entry);
		}
		connection.flushCommands();
		// Replies come in order.
		if (last != null) {
			last.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
		}
	}

	/** The key of an entry. */
	static String id(int number) {
		return String.format(Locale.ROOT, "%07d", number);
	}

	/** The Redis key of an entry. */
	static byte[] name(int number) {
		return (Node.PREFIX + CACHE + ':' + id(number)).getBytes(StandardCharsets.UTF_8);
	}

	/** A glob over logical keys that matches a hundred of them. */
	static String hundred(int number) {
		return CACHE + ':' + id(number * 100).substring(0, 5) + '*';
	}

}
