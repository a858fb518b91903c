package io.cacheaside.redis;

import java.time.Duration;
import java.util.List;

import io.cacheaside.CacheConfigurationException;
import io.cacheaside.TimeToLive;
import io.cacheaside.engine.RemoteTier;
import io.cacheaside.engine.RemoteTierContract;
import io.cacheaside.testing.TestRedis;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** The contract on one Redis, and what only Redis can show. */
class LettuceRemoteTierIntegrationTests extends RemoteTierContract {

	private final TierFixture fixture = new TierFixture(
			new RedisStandaloneConfiguration(TestRedis.shared().host(), TestRedis.shared().port()), TierFixture.PREFIX,
			Duration.ofSeconds(5));

	@BeforeEach
	void begin() {
		TestRedis.shared().flushAll();
		this.fixture.connected();
	}

	@AfterEach
	void end() {
		this.fixture.close();
	}

	@Override
	protected RemoteTier tier() {
		return this.fixture.tier;
	}

	@Test
	void keyInRedisIsThePrefixAndTheLogicalKey() {
		write(key("user", "1"), "value");
		try (var redis = this.fixture.factory.getConnection()) {
			assertThat(redis.keyCommands().exists("shop:user:1".getBytes())).isTrue();
		}
	}

	@Test
	void timeToLiveIsRoundedUpToTheMillisecondAndNoneMeansNoExpiry() {
		get(tier().write(entry(key("user", "1"), "value", TimeToLive.of(Duration.ofSeconds(100).plusNanos(1)))));
		get(tier().write(entry(key("user", "2"), "value", TimeToLive.NONE)));
		get(tier().writeAllIfAbsent(List.of(entry(key("user", "3"), "v", TimeToLive.NONE))));
		assertThat(millisToLive("shop:user:1")).isBetween(90_000L, 100_001L);
		assertThat(millisToLive("shop:user:2")).isEqualTo(-1);
		assertThat(millisToLive("shop:user:3")).isEqualTo(-1);
		assertThat(EntryCommands.wholeMillis(Duration.ofNanos(1))).isEqualTo(1);
		assertThat(EntryCommands.wholeMillis(Duration.ofMillis(7))).isEqualTo(7);
		assertThat(EntryCommands.wholeMillis(Duration.ofMillis(7).plusNanos(1))).isEqualTo(8);
	}

	@Test
	void writeWithoutTimeToLiveRemovesTheOldOne() {
		get(tier().write(entry(key("user", "1"), "value", TimeToLive.of(Duration.ofSeconds(100)))));
		get(tier().write(entry(key("user", "1"), "value", TimeToLive.NONE)));
		assertThat(millisToLive("shop:user:1")).isEqualTo(-1);
	}

	@Test
	void otherDriversAreRefusedWithTheMend() {
		assertThat(RedisConnections.requireLettuce(this.fixture.factory)).isSameAs(this.fixture.factory);
		RedisConnectionFactory other = Mockito.mock(RedisConnectionFactory.class);
		assertThatExceptionOfType(CacheConfigurationException.class)
			.isThrownBy(() -> RedisConnections.requireLettuce(other))
			.withMessageContaining("Lettuce")
			.withMessageContaining(other.getClass().getName())
			.satisfies((ex) -> assertThat(ex.getAction()).contains("spring.data.redis.client-type"));
	}

	private long millisToLive(String name) {
		try (var redis = this.fixture.factory.getConnection()) {
			Long millis = redis.keyCommands().pTtl(name.getBytes());
			return (millis != null) ? millis : Long.MIN_VALUE;
		}
	}

}
