package io.cacheaside.promise;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.cacheaside.embedded.RedisServer;

/**
 * How often a Redis ran each command, also those within scripts.
 *
 * @param calls the count by the name of the command, in small letters
 */
record CommandStatistics(Map<String, Long> calls) {

	private static final Pattern LINE = Pattern.compile("cmdstat_([^:]+):calls=(\\d+)");

	static CommandStatistics of(RedisServer redis) {
		Map<String, Long> calls = new TreeMap<>();
		Matcher matcher = LINE.matcher(String.valueOf(redis.execute("INFO", "commandstats")));
		while (matcher.find()) {
			calls.put(matcher.group(1), Long.valueOf(matcher.group(2)));
		}
		return new CommandStatistics(calls);
	}

	long total() {
		return this.calls.values().stream().mapToLong(Long::longValue).sum();
	}

	long calls(String command) {
		return this.calls.getOrDefault(command, 0L);
	}

}
