package io.cacheaside.redis;

import java.time.Duration;
import java.util.Arrays;

import io.cacheaside.embedded.RedisSentinel;
import io.cacheaside.embedded.RedisServer;
import io.lettuce.core.ReadFrom;
import org.junit.jupiter.api.Test;

import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.data.redis.connection.RedisStaticMasterReplicaConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A master with a replica: everything goes to the master, whoever that is. */
class ReplicatedRedisIntegrationTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	@Test
	void successorIsUsedAfterAFailover() {
		try (RedisSentinel sentinel = RedisSentinel.start()) {
			RedisSentinelConfiguration configuration = new RedisSentinelConfiguration().master(sentinel.masterName());
			Arrays.stream(sentinel.nodes().split(","))
				.map((node) -> node.split(":"))
				.forEach((node) -> configuration.sentinel(node[0], Integer.parseInt(node[1])));
			try (TierFixture fixture = new TierFixture(configuration, TierFixture.PREFIX, TIMEOUT).connected()) {
				assertThat(fixture.works()).isTrue();
				RedisServer successor = sentinel.replica();
				sentinel.failOver();
				await().atMost(Duration.ofSeconds(30)).until(fixture::works);
				assertThat(commandsProcessed(successor, "set")).isTrue();
			}
		}
	}

	@Test
	void masterIsFoundAmongStaticNodesAndReadFromWhateverReadFromSays() {
		try (RedisServer master = RedisServer.builder().option("requirepass", "secret").start();
				RedisServer replica = replicaOf(master)) {
			RedisStaticMasterReplicaConfiguration configuration = new RedisStaticMasterReplicaConfiguration(
					replica.host(), replica.port());
			configuration.addNode(master.host(), master.port());
			configuration.setPassword("secret");
			LettuceClientConfiguration client = LettuceClientConfiguration.builder().readFrom(ReadFrom.REPLICA).build();
			LettuceConnectionFactory factory = new LettuceConnectionFactory(configuration, client);
			try (TierFixture fixture = new TierFixture(factory, TierFixture.PREFIX, TIMEOUT).connected()) {
				assertThat(fixture.works()).isTrue();
				assertThat(commandsProcessed(replica, "get")).isFalse();
			}
		}
	}

	private static RedisServer replicaOf(RedisServer master) {
		return RedisServer.builder()
			.option("replicaof", master.host(), Integer.toString(master.port()))
			.option("masterauth", "secret")
			.option("requirepass", "secret")
			.start();
	}

	private static boolean commandsProcessed(RedisServer server, String command) {
		return statistics(server).contains("cmdstat_" + command + ":");
	}

	private static String statistics(RedisServer server) {
		return String.valueOf(server.execute("INFO", "commandstats"));
	}

}
