package io.cacheaside.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.cacheaside.embedded.RedisServer;
import io.cacheaside.engine.queue.QueuedWrite;
import io.cacheaside.engine.queue.WriteQueue;
import io.cacheaside.engine.queue.WriteQueueContract;
import io.cacheaside.testing.TcpProxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class RedisWriteQueueIntegrationTests extends WriteQueueContract {

	private static final RedisServer server = RedisServer.start();

	private static final LogFixture fixture = LogFixture.on(server).settled();

	private static final RedisWriteQueues queues = queues(fixture, LogFixture.LONG);

	private static final byte[] VALUE = "value".getBytes(StandardCharsets.UTF_8);

	private final WriteQueue queue = queues.queue("cache");

	@BeforeEach
	void flush() {
		server.execute("FLUSHALL");
	}

	@AfterAll
	static void stop() {
		fixture.close();
		server.close();
	}

	private static RedisWriteQueues queues(LogFixture fixture, Duration timeout) {
		return new RedisWriteQueues(fixture.connections, new RedisKeys(LogFixture.PREFIX), timeout);
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

	@Test
	void queuesOfTwoCachesAreTwo() {
		LogFixture.get(this.queue.append("a", VALUE, 1));
		assertThat(LogFixture.get(queues.queue("other").append("a", VALUE, 1))).isPresent();
		assertThat(LogFixture.get(queues.queue("other").take(10)).writes()).hasSize(1);
	}

	@Test
	void writesWhoseOrderIsLostAreQueuedAnew() {
		LogFixture.get(this.queue.append("a", VALUE, 10));
		LogFixture.get(this.queue.append("b", VALUE, 10));
		server.execute("DEL", "{cacheaside|shop:}:behind:stream:cache");
		assertThat(LogFixture.get(this.queue.take(10)).writes()).extracting(QueuedWrite::key)
			.containsExactlyInAnyOrder("a", "b");
	}

	@Test
	void keysThatLostTheirValuesAreSkipped() {
		LogFixture.get(this.queue.append("a", VALUE, 10));
		server.execute("DEL", "{cacheaside|shop:}:behind:waiting:cache");
		LogFixture.get(this.queue.append("b", VALUE, 10));
		assertThat(LogFixture.get(this.queue.take(10)).writes()).extracting(QueuedWrite::key).containsExactly("b");
		assertThat(LogFixture.get(this.queue.take(10)).length()).isEqualTo(1);
	}

	@Test
	void tokensGrowAlthoughTheServerForgotThem() {
		long before = LogFixture.get(this.queue.append("a", VALUE, 10)).orElseThrow();
		server.execute("FLUSHALL");
		assertThat(LogFixture.get(this.queue.append("a", VALUE, 10)).orElseThrow()).isGreaterThan(before);
	}

	@Test
	void writeThatWasHeldUpOnItsWayDoesNotLandOnALaterOne() throws Exception {
		try (TcpProxy proxy = TcpProxy.to(server.host(), server.port());
				LogFixture slow = new LogFixture(
						new org.springframework.data.redis.connection.RedisStandaloneConfiguration(proxy.host(),
								proxy.port()),
						new LogSettings(LogFixture.LONG, Duration.ofMinutes(30)), new java.util.Random())
					.connected()) {
			WriteQueue heldUp = queues(slow, Duration.ofMillis(500)).queue("cache");
			WriteQueue patient = queues(slow, LogFixture.LONG).queue("cache");
			assertThat(LogFixture.get(patient.append("warm", VALUE, 10))).isPresent();
			proxy.hold(TcpProxy.Direction.TO_SERVER);
			assertThat(LogFixture.failureOf(heldUp.append("a", "old".getBytes(StandardCharsets.UTF_8), 10)))
				.isInstanceOf(java.util.concurrent.TimeoutException.class);
			LogFixture.get(this.queue.append("a", VALUE, 10));
			proxy.restore();
			LogFixture.get(patient.append("after", VALUE, 10));
			assertThat(LogFixture.get(this.queue.waiting("a")).value()).isEqualTo(VALUE);
		}
	}

	@Test
	void serverThatSavesNothingIsAHazard() {
		server.execute("CONFIG", "SET", "save", "");
		assertThat(LogFixture.get(queues.hazard())).hasValueSatisfying((text) -> assertThat(text).contains("restart"));
		server.execute("CONFIG", "SET", "appendonly", "yes");
		assertThat(LogFixture.get(queues.hazard())).isEmpty();
		server.execute("CONFIG", "SET", "maxmemory-policy", "allkeys-lru");
		server.execute("CONFIG", "SET", "maxmemory", "100mb");
		assertThat(LogFixture.get(queues.hazard()))
			.hasValueSatisfying((text) -> assertThat(text).contains("allkeys-lru"));
		for (List<String> setting : List.of(List.of("appendonly", "no"), List.of("maxmemory-policy", "noeviction"),
				List.of("maxmemory", "0"))) {
			server.execute("CONFIG", "SET", setting.get(0), setting.get(1));
		}
	}

}
