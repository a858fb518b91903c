package io.cacheaside.redis;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What a server tells of its memory. */
class ServerMemoryTests {

	private static final String INFO = """
			# Server\r
			run_id:5f2e\r
			# Memory\r
			used_memory:10\r
			maxmemory:40\r
			maxmemory_policy:allkeys-lru\r
			# Stats\r
			expired_keys:3\r
			evicted_keys:7\r
			""";

	@Test
	void serverIsKnownByItsRunAndElseByItsConnection() {
		assertThat(ServerMemory.of(INFO, "connection"))
			.isEqualTo(new ServerMemory("5f2e", 10, 40, 7, 3, "allkeys-lru"));
		assertThat(ServerMemory.of("", "connection")).isEqualTo(new ServerMemory("connection", 0, 0, 0, 0, ""));
	}

	@Test
	void eachServerKeepsItsCountOfEvictedKeys() {
		ServerMemory other = new ServerMemory("77aa", 10, 20, 1, 0, "noeviction");
		assertThat(ServerMemory.sum(List.of(ServerMemory.of(INFO, ""), other)).evicted())
			.isEqualTo(Map.of("5f2e", 7L, "77aa", 1L));
	}

}
