package io.cacheaside.redis;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.cacheaside.CacheConfigurationException;
import io.cacheaside.TimeToLive;
import io.cacheaside.codec.Entry;
import io.cacheaside.engine.Lease;
import io.cacheaside.engine.RemoteTier;
import io.cacheaside.engine.RemoteTierContract;
import io.cacheaside.key.CacheKey;
import io.cacheaside.testing.TestRedis;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;

import static io.cacheaside.redis.TierFixture.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** The contract on one Redis, and what only Redis can show. */
class LettuceRemoteTierIntegrationTests extends RemoteTierContract {

	private final TierFixture fixture = new TierFixture(
			new RedisStandaloneConfiguration(TestRedis.shared().host(), TestRedis.shared().port()), TierFixture.PREFIX,
			Duration.ofSeconds(10));

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

	@Override
	protected void place(CacheKey key, byte[] bytes) {
		this.fixture.place(TierFixture.PREFIX + key.storageName(), bytes);
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
		TimeToLive limited = TimeToLive.of(Duration.ofSeconds(100).plusNanos(1));
		get(tier().store(entry(seized(key("user", "1")), "value", limited)));
		get(tier().store(entry(seized(key("user", "2")), "value", TimeToLive.NONE)));
		get(tier().storeAll(List.of(entry(seized(key("user", "3")), "value", TimeToLive.NONE))));
		assertThat(millisToLive("shop:user:1")).isBetween(90_000L, 100_001L);
		assertThat(millisToLive("shop:user:2")).isEqualTo(-1);
		assertThat(millisToLive("shop:user:3")).isEqualTo(-1);
		assertThat(EntryCommands.millis(Duration.ofNanos(1))).isEqualTo(1);
		assertThat(EntryCommands.millis(Duration.ofMillis(7))).isEqualTo(7);
		assertThat(EntryCommands.millis(Duration.ofMillis(7).plusNanos(1))).isEqualTo(8);
		assertThat(EntryCommands.millis(Duration.ofDays(36_500))).isZero();
		assertThat(EntryCommands.millis(null)).isZero();
	}

	@Test
	void leaseEndsWithItsTermHoweverItWasTaken() {
		CacheKey key = key("user", "1");
		get(tier().lease(lease(key), null));
		assertThat(millisToLive("shop:user:1")).isBetween(20_000L, 30_000L);
		get(tier().seize(lease(key, Duration.ofSeconds(50))));
		assertThat(millisToLive("shop:user:1")).isBetween(40_000L, 50_000L);
		place(key, value(key, "stale"));
		get(tier().lease(lease(key), value(key, "stale")));
		assertThat(millisToLive("shop:user:1")).isBetween(20_000L, 30_000L);
		get(tier().leaseAll(List.of(lease(key("user", "2")))));
		assertThat(millisToLive("shop:user:2")).isBetween(20_000L, 30_000L);
		Lease endless = lease(key("user", "3"), Duration.ZERO);
		assertThat(failureOf(tier().seize(endless), 0).cause()).isInstanceOf(IllegalArgumentException.class);
		assertThat(failureOf(tier().lease(endless, null), 0).cause()).isInstanceOf(IllegalArgumentException.class);
		assertThat(failureOf(tier().lease(endless, new byte[0]), 0).cause())
			.isInstanceOf(IllegalArgumentException.class);
		assertThat(failureOf(tier().extend(endless), 0).cause()).isInstanceOf(IllegalArgumentException.class);
	}

	@Test
	void extensionNeverShortensALease() {
		Lease lease = seized(key("user", "1"));
		Lease brief = new Lease(lease.key(), lease.token(), lease.bytes(), Duration.ofSeconds(1));
		assertThat(get(tier().extend(brief))).isTrue();
		assertThat(millisToLive("shop:user:1")).isBetween(20_000L, 30_000L);
	}

	@Test
	void whatIsMadeDueKeepsItsLife() {
		get(tier().store(entry(seized(key("user", "1")), "value", TimeToLive.of(Duration.ofSeconds(100)))));
		get(tier().store(entry(seized(key("user", "2")), "value", TimeToLive.NONE)));
		assertThat(get(tier().makeDue(List.of(key("user", "1"), key("user", "2"))))).isEqualTo(2);
		assertThat(millisToLive("shop:user:1")).isBetween(90_000L, 100_000L);
		assertThat(millisToLive("shop:user:2")).isEqualTo(-1);
	}

	@Test
	void whatIsMadeDueIsSoByTheClockOfTheServer() {
		CacheKey key = key("user", "1");
		write(key, "value");
		long before = serverTime();
		assertThat(get(tier().makeDue(List.of(key)))).isEqualTo(1);
		Entry entry = Entry.parse(get(tier().read(key)).orElseThrow()).orElseThrow();
		assertThat(entry.refreshAt()).isBetween(before, serverTime());
	}

	@Test
	void whatIsNoStringIsNotMadeDueAndIsNoError() {
		try (var redis = this.fixture.factory.getConnection()) {
			redis.listCommands().rPush("shop:user:1".getBytes(), "of another type".getBytes());
		}
		write(key("user", "2"), "value");
		assertThat(get(tier().makeDue(List.of(key("user", "1"), key("user", "2"))))).isEqualTo(1);
	}

	@Test
	void timesAreThoseOfTime() {
		CacheKey key = key("user", "1");
		long before = serverTime();
		get(tier().store(entry(seized(key), "value", LONG)));
		Entry entry = Entry.parse(get(tier().read(key)).orElseThrow()).orElseThrow();
		assertThat(entry.storedAt()).isBetween(before, serverTime());
	}

	@Test
	void serversClockIsNeverEarly() {
		CacheKey key = key("user", "1");
		await().atMost(Duration.ofSeconds(30)).until(() -> tier().serverMillis(key).isPresent());
		for (int i = 0; i < 100; i++) {
			long before = serverTime();
			long told = tier().serverMillis(key).orElseThrow();
			assertThat(told).isBetween(before, serverTime() + 2_000);
		}
	}

	@Test
	void serverThatForgotTheScriptsGetsThemAgain() {
		Lease lease = seized(key("user", "1"));
		forgetScripts();
		assertThat(get(tier().extend(lease))).isTrue();
		forgetScripts();
		assertThat(get(tier().storeAll(List.of(entry(lease, "value", LONG))))).isEqualTo(1);
		forgetScripts();
		assertThat(get(tier().makeDue(List.of(lease.key())))).isEqualTo(1);
		byte[] stored = get(tier().read(lease.key())).orElseThrow();
		forgetScripts();
		Lease second = lease(lease.key());
		assertThat(get(tier().lease(second, stored))).isTrue();
		forgetScripts();
		assertThat(get(tier().release(second))).isTrue();
	}

	@Test
	void readsOfManyCallersAreSentTogetherAndAnsweredEach() {
		SingleMasterConnection connection = (SingleMasterConnection) Objects
			.requireNonNull(this.fixture.connections.commands().connection());
		await().atMost(Duration.ofSeconds(30)).until(connection::sharesReads);
		this.fixture.fill(keys("user", 1_000), (key) -> value(key, "value of " + key));
		List<CompletableFuture<Optional<byte[]>>> reads = keys("user", 1_100).parallelStream()
			.map((key) -> tier().read(key).toCompletableFuture())
			.toList();
		for (int i = 0; i < 1_100; i++) {
			Optional<String> expected = (i < 1_000) ? Optional.of("value of user:" + i) : Optional.empty();
			assertThat(text(get(reads.get(i)))).isEqualTo(expected);
		}
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

	private void forgetScripts() {
		try (var redis = this.fixture.factory.getConnection()) {
			redis.scriptingCommands().scriptFlush();
		}
	}

	private long serverTime() {
		try (var redis = this.fixture.factory.getConnection()) {
			return Objects.requireNonNull(redis.serverCommands().time(TimeUnit.MILLISECONDS));
		}
	}

	private long millisToLive(String name) {
		try (var redis = this.fixture.factory.getConnection()) {
			Long millis = redis.keyCommands().pTtl(name.getBytes());
			return (millis != null) ? millis : Long.MIN_VALUE;
		}
	}

}
