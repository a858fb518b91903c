package io.cacheaside.redis;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.cacheaside.embedded.RedisServer;
import io.cacheaside.testing.TcpProxy;
import io.cacheaside.testing.TcpProxy.Direction;

import org.springframework.data.redis.connection.RedisStandaloneConfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** How well a node knows the clock of a Redis that is far away. */
class SettledClockIntegrationTests {

	private static final Duration LIMIT = Duration.ofSeconds(30);

	private static final Duration ROUND_TRIP = Duration.ofMillis(400);

	private static final byte[] NAME = { 'x' };

	@Test
	void clockIsAskedForFourTimesAtOnceAndSettledOnlyThen() {
		// A machine that stands still just then may miss it.
		assertThat(IntStream.range(0, 3).anyMatch((i) -> isKnownBeforeItIsSettled())).isTrue();
	}

	private static boolean isKnownBeforeItIsSettled() {
		try (RedisServer server = RedisServer.start(); TcpProxy proxy = TcpProxy.to(server.host(), server.port())) {
			proxy.delay(Direction.TO_CLIENT, ROUND_TRIP);
			try (TierFixture fixture = new TierFixture(new RedisStandaloneConfiguration(proxy.host(), proxy.port()),
					TierFixture.PREFIX, LIMIT)) {
				AtomicInteger vague = new AtomicInteger();
				await().pollInterval(Duration.ofMillis(20)).atMost(LIMIT).until(() -> {
					MasterConnection connection = fixture.connections.commands().connection();
					boolean settled = connection != null && connection.settledMillis(NAME).isPresent();
					if (connection != null && !settled && connection.serverMillis(NAME).isPresent()) {
						vague.incrementAndGet();
					}
					return settled;
				});
				// Without a second question, the first answer would settle it.
				return vague.get() > 5;
			}
		}
	}

}
