package io.cacheaside.embedded;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RedisSentinelTests {

	@Test
	void replicaTakesOverFromAKilledMaster() {
		try (RedisSentinel sentinel = RedisSentinel.start()) {
			RedisServer master = sentinel.master();
			RedisServer replica = sentinel.replica();
			assertThat(sentinel.nodes().split(",")).hasSize(3);
			master.execute("SET", "k", "v");
			assertThat(master.execute("WAIT", "1", "5000")).isEqualTo(1L);
			sentinel.failOver();
			assertThat(sentinel.master()).isSameAs(replica);
			assertThat(replica.execute("GET", "k")).isEqualTo("v");
			assertThat(replica.execute("SET", "k", "w")).isEqualTo("OK");
		}
	}

}
