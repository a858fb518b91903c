package io.cacheaside.redis;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

import org.springframework.data.redis.connection.RedisClusterConfiguration;

import io.cacheaside.embedded.RedisCluster;
import io.cacheaside.engine.queue.WriteQueue;
import io.cacheaside.engine.queue.WriteQueueContract;

import static org.awaitility.Awaitility.await;

/** The contract on three masters: a queue stands on one slot. */
class ClusterWriteQueueIntegrationTests extends WriteQueueContract {

	private static final RedisCluster cluster = RedisCluster.start();

	private static final LogFixture fixture = LogFixture
		.on(new RedisClusterConfiguration(List.of(cluster.nodes().split(","))));

	private final WriteQueue queue = new RedisWriteQueues(fixture.connections, new RedisKeys(LogFixture.PREFIX),
			LogFixture.LONG)
		.queue("cache");

	@BeforeAll
	static void connect() {
		fixture.connected();
	}

	@AfterAll
	static void stop() {
		fixture.close();
		cluster.close();
	}

	@BeforeEach
	void flush() {
		cluster.masters().forEach((master) -> master.execute("FLUSHALL"));
	}

	@Override
	protected WriteQueue queue() {
		return this.queue;
	}

	@Override
	protected void pass(Duration time) {
		long end = System.nanoTime() + time.toNanos();
		await().until(() -> System.nanoTime() >= end);
	}

}
