package io.cacheaside.redis;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.data.redis.connection.RedisClusterConfiguration;

import io.cacheaside.embedded.RedisCluster;
import io.cacheaside.engine.queue.WriteQueue;
import io.cacheaside.engine.queue.WriteQueueContract;

import static org.awaitility.Awaitility.await;

/** The contract on three masters: a queue stands on one slot. */
class ClusterWriteQueueIntegrationTests extends WriteQueueContract {

	private static final RedisCluster cluster = RedisCluster.start();

	private static final LogFixture fixture = LogFixture
		.on(new RedisClusterConfiguration(List.of(cluster.nodes().split(","))))
		.connected()
		.settled();

	@RegisterExtension
	static final ClusterLife life = new ClusterLife(cluster, fixture);

	private final WriteQueue queue = new RedisWriteQueues(fixture.connections, new RedisKeys(LogFixture.PREFIX),
			LogFixture.LONG)
		.queue("cache");

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
