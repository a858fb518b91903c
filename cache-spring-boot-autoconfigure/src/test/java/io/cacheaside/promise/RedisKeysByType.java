package io.cacheaside.promise;

import java.util.List;

import io.cacheaside.embedded.RedisServer;

/** Finds the log and its markers in a Redis that a test has for itself. */
final class RedisKeysByType {

	private RedisKeysByType() {
	}

	static List<String> of(RedisServer redis, String type) {
		return ((List<?>) redis.execute("KEYS", "*")).stream()
			.map(String::valueOf)
			.filter((key) -> type.equals(redis.execute("TYPE", key)))
			.toList();
	}

}
