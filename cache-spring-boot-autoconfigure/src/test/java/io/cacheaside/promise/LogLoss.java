package io.cacheaside.promise;

import java.util.List;
import java.util.function.Consumer;

import io.cacheaside.embedded.RedisServer;

import static org.awaitility.Awaitility.await;

/** How a Redis can lose the log of invalidations, or what belongs to it. */
enum LogLoss {

	TRIMMED((redis) -> log(redis).forEach((log) -> redis.execute("XTRIM", log, "MAXLEN", "0"))),

	TRIMMED_TO_ONE((redis) -> log(redis).forEach((log) -> redis.execute("XTRIM", log, "MAXLEN", "1"))),

	DELETED((redis) -> log(redis).forEach((log) -> redis.execute("DEL", log))),

	MARKERS_DELETED((redis) -> markers(redis).forEach((markers) -> redis.execute("DEL", markers))),

	BOTH_DELETED((redis) -> {
		DELETED.on(redis);
		MARKERS_DELETED.on(redis);
	}),

	FLUSHED((redis) -> redis.execute("FLUSHALL")),

	RESTARTED_EMPTY(RedisServer::restartEmpty),

	EVICTED((redis) -> {
		redis.execute("CONFIG", "SET", "maxmemory-policy", "allkeys-random");
		redis.execute("CONFIG", "SET", "maxmemory", "1");
		await().until(() -> log(redis).isEmpty());
		redis.execute("CONFIG", "SET", "maxmemory", "0");
		redis.execute("CONFIG", "SET", "maxmemory-policy", "noeviction");
	});

	private final Consumer<RedisServer> loss;

	LogLoss(Consumer<RedisServer> loss) {
		this.loss = loss;
	}

	void on(RedisServer redis) {
		this.loss.accept(redis);
	}

	private static List<String> log(RedisServer redis) {
		return RedisKeysByType.of(redis, "stream");
	}

	private static List<String> markers(RedisServer redis) {
		return RedisKeysByType.of(redis, "hash");
	}

}
