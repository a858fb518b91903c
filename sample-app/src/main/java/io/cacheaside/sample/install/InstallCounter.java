package io.cacheaside.sample.install;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.stereotype.Component;

/**
 * A number for each agent in the application's own part of Redis, so that all nodes count
 * together. It begins with what the database has, when an agent is first installed since
 * Redis was empty.
 */
@Component
class InstallCounter {

	private final StringRedisTemplate redis;

	private final InstallTable table;

	InstallCounter(StringRedisTemplate redis, InstallTable table) {
		this.redis = redis;
		this.table = table;
	}

	/** Counts one more. */
	Installs next(String agentId) {
		String key = key(agentId);
		if (!this.redis.hasKey(key)) {
			this.redis.opsForValue().setIfAbsent(key, Long.toString(this.table.find(agentId).installs()));
		}
		return new Installs(agentId, Objects.requireNonNull(this.redis.opsForValue().increment(key)));
	}

	/** What was counted by now; for a number that Redis has lost, the given one. */
	List<Installs> latest(List<Installs> installs) {
		List<String> keys = installs.stream().map((counted) -> key(counted.agentId())).toList();
		List<String> numbers = Objects.requireNonNull(this.redis.opsForValue().multiGet(keys));
		List<Installs> latest = new ArrayList<>(installs.size());
		for (int index = 0; index < installs.size(); index++) {
			latest.add(latest(installs.get(index), numbers.get(index)));
		}
		return latest;
	}

	private static Installs latest(Installs counted, @Nullable String number) {
		return (number != null) ? new Installs(counted.agentId(), Math.max(counted.installs(), Long.parseLong(number)))
				: counted;
	}

	/** Beside the keys of the cache, which begin with {@code marketplace:}. */
	private static String key(String agentId) {
		return "marketplace-installs:" + agentId;
	}

}
