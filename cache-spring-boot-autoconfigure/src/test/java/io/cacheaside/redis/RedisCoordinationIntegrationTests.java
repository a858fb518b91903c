package io.cacheaside.redis;

import java.time.Duration;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.cacheaside.embedded.RedisServer;
import io.cacheaside.engine.Coordination;
import io.cacheaside.engine.CoordinationContract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class RedisCoordinationIntegrationTests extends CoordinationContract {

	private static final RedisServer server = RedisServer.start();

	private static final LogFixture fixture = LogFixture.on(server);

	private final RedisCoordination node = coordination("one");

	private final RedisCoordination otherNode = coordination("two");

	@BeforeEach
	void flush() {
		server.execute("FLUSHALL");
	}

	@AfterAll
	static void stop() {
		fixture.close();
		server.close();
	}

	@Test
	void keyOfAnotherTypeIsReplacedAndNeverResigned() {
		server.execute("RPUSH", "{cacheaside|shop:}:elected:sweep", "x");
		assertThat(LogFixture.get(this.node.resign("sweep"))).isFalse();
		assertThat(LogFixture.get(this.node.elect("sweep", LogFixture.LONG))).isTrue();
	}

	private static RedisCoordination coordination(String node) {
		return new RedisCoordination(fixture.connections, new RedisKeys(LogFixture.PREFIX), LogFixture.LONG, node);
	}

	@Override
	protected Coordination node() {
		return this.node;
	}

	@Override
	protected Coordination otherNode() {
		return this.otherNode;
	}

	@Override
	protected void pass(Duration time) {
		long end = System.nanoTime() + time.toNanos();
		await().until(() -> System.nanoTime() >= end);
	}

}
