package io.cacheaside.redis;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.Position;
import io.cacheaside.TimeToLive;
import io.cacheaside.codec.EncodedValue;
import io.cacheaside.codec.EntryBuilder;
import io.cacheaside.codec.EntryFormat;
import io.cacheaside.embedded.RedisServer;
import io.cacheaside.engine.EntryWrite;
import io.cacheaside.key.CacheKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static io.cacheaside.redis.TierFixture.failureOf;
import static io.cacheaside.redis.TierFixture.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/** A sweep removes exactly what it is told to. */
class KeyspaceSweepIntegrationTests {

	private final RedisServer server = RedisServer.start();

	@AfterEach
	void stop() {
		this.server.close();
	}

	@Test
	void amongTwentyThousandKeysExactlyTheMatchingOnesGo() {
		try (TierFixture fixture = fixture("shop:"); TierFixture neighbour = fixture("shop:eu:x:")) {
			List<EntryWrite> writes = IntStream.range(0, 20_000)
				.mapToObj((i) -> write("list", "org" + i % 20 + ":" + i, (i % 4 == 0) ? "even" : "odd"))
				.toList();
			assertThat(get(fixture.tier.writeAllIfAbsent(writes))).isEqualTo(20_000);
			get(neighbour.tier.writeAllIfAbsent(writes.subList(0, 100)));
			assertThat(get(fixture.tier.sweep(new InvalidationTarget.Pattern("list:org7:*")))).isEqualTo(1_000);
			assertThat(size()).isEqualTo(19_100);
			assertThat(get(fixture.tier.sweep(new InvalidationTarget.Tag("even")))).isEqualTo(5_025);
			assertThat(get(fixture.tier.sweep(new InvalidationTarget.WholeCache("list")))).isEqualTo(14_000);
			assertThat(size()).isEqualTo(75);
		}
	}

	@Test
	void otherPrefixesAreNeverTouched() {
		try (TierFixture fixture = fixture("shop:")) {
			set("list:1", "eshop:list:1", "Shop:list:1", "shop", "shop2:list:1", "xshop:list:1");
			for (InvalidationTarget target : List.of(new InvalidationTarget.Pattern("*"),
					new InvalidationTarget.WholeCache("list"), new InvalidationTarget.Tag("list"))) {
				assertThat(get(fixture.tier.sweep(target))).isZero();
			}
			assertThat(size()).isEqualTo(6);
		}
	}

	@Test
	void globCharactersOfAPrefixMeanThemselves() {
		try (TierFixture fixture = fixture("s[h-k]o*p?\\^:")) {
			get(fixture.tier.writeAllIfAbsent(List.of(write("list", "1", "tag"), write("list", "2", "tag"))));
			set("shop1^:list:1", "sho*p?^:list:1", "sioooopx\\^:list:1", "s[h-k]oXp?\\^:list:1", "shoop1^:list:2");
			assertThat(get(fixture.tier.sweep(new InvalidationTarget.Pattern("list:1")))).isEqualTo(1);
			assertThat(get(fixture.tier.sweep(new InvalidationTarget.Pattern("*")))).isEqualTo(1);
			assertThat(size()).isEqualTo(5);
		}
	}

	@Test
	void globCharactersOfACacheNameMeanThemselves() {
		try (TierFixture fixture = fixture("shop:")) {
			set("shop:a*:1", "shop:ab:1", "shop:a:1");
			assertThat(get(fixture.tier.sweep(new InvalidationTarget.WholeCache("a*")))).isEqualTo(1);
			assertThat(size()).isEqualTo(2);
		}
	}

	@Test
	void foreignKeysUnderThePrefixSurviveATagSweep() {
		try (TierFixture fixture = fixture("shop:")) {
			byte[] entry = write("list", "1", "org:1").entry();
			get(fixture.tier.write(write("list", "1", "org:1")));
			get(fixture.tier.write(raw("garbage", "org:1".getBytes(StandardCharsets.UTF_8))));
			get(fixture.tier.write(raw("empty", new byte[0])));
			get(fixture.tier.write(raw("large", new byte[100_000])));
			byte[] cut = Arrays.copyOf(entry, 20);
			get(fixture.tier.write(raw("cut", cut)));
			byte[] hugeHeader = Arrays.copyOf(entry, 5_000);
			ByteBuffer.wrap(hugeHeader).putInt(EntryFormat.HEADER_LENGTH_OFFSET, Integer.MAX_VALUE);
			get(fixture.tier.write(raw("huge-header", hugeHeader)));
			assertThat(get(fixture.tier.sweep(new InvalidationTarget.Tag("org:1")))).isEqualTo(1);
			assertThat(size()).isEqualTo(5);
		}
	}

	@Test
	void valuesOfOtherTypesStay() {
		try (TierFixture fixture = fixture("shop:")) {
			this.server.execute("HSET", "shop:list:hash", "field", "value");
			this.server.execute("RPUSH", "shop:list:list", "value");
			this.server.execute("XADD", "shop:list:stream", "*", "field", "value");
			set("shop:list:string");
			assertThat(get(fixture.tier.sweep(new InvalidationTarget.Tag("other")))).isZero();
			assertThat(get(fixture.tier.sweep(new InvalidationTarget.Pattern("list:*")))).isEqualTo(1);
			assertThat(get(fixture.tier.sweep(new InvalidationTarget.WholeCache("list")))).isZero();
			assertThat(size()).isEqualTo(3);
		}
	}

	@Test
	void serverNeverRunsKeysAndSeesOneDeletionPerKey() {
		try (TierFixture fixture = fixture("shop:")) {
			get(fixture.tier
				.writeAllIfAbsent(IntStream.range(0, 5_000).mapToObj((i) -> write("list", "" + i, "tag")).toList()));
			assertThat(get(fixture.tier.sweep(new InvalidationTarget.Pattern("*")))).isEqualTo(5_000);
			String statistics = String.valueOf(this.server.execute("INFO", "commandstats"));
			assertThat(statistics).contains("cmdstat_unlink:calls=5000,").doesNotContain("cmdstat_keys");
			assertThat(statistics).containsPattern("cmdstat_scan:calls=\\d{2,3},");
		}
	}

	@Test
	void pauseComesAfterEveryPageAndIsWaitedFor() {
		try (TierFixture fixture = fixture("shop:")) {
			get(fixture.tier
				.writeAllIfAbsent(IntStream.range(0, 1_000).mapToObj((i) -> write("list", "" + i, "tag")).toList()));
			AtomicInteger pages = new AtomicInteger();
			AtomicInteger keys = new AtomicInteger();
			CompletableFuture<Void> pause = new CompletableFuture<>();
			BatchSettings settings = new BatchSettings(100, Duration.ofSeconds(10), (count) -> {
				pages.incrementAndGet();
				keys.addAndGet(count);
				return pause;
			});
			LettuceRemoteTier paced = new LettuceRemoteTier(fixture.connections, new RedisKeys("shop:"),
					Duration.ofSeconds(10), settings);
			CompletableFuture<Long> sweep = paced.sweep(new InvalidationTarget.WholeCache("list"))
				.toCompletableFuture();
			await().until(() -> pages.get() == 1);
			assertThat(size()).isBetween(800L, 999L);
			assertThat(sweep).isNotDone();
			pause.complete(null);
			assertThat(get(sweep)).isEqualTo(1_000);
			assertThat(pages.get()).isGreaterThanOrEqualTo(9);
			assertThat(keys.get()).isGreaterThanOrEqualTo(1_000);
		}
	}

	@Test
	void sweepOfAPausedServerFailsWhenTheTimeOfABatchIsOver() {
		try (TierFixture fixture = fixture("shop:")) {
			LettuceRemoteTier impatient = new LettuceRemoteTier(fixture.connections, new RedisKeys("shop:"),
					Duration.ofSeconds(10), new BatchSettings(100, Duration.ofMillis(200), BatchSettings.Pause.NONE));
			this.server.pause();
			TierFixture.Failure failure = failureOf(impatient.sweep(new InvalidationTarget.WholeCache("list")),
					System.nanoTime());
			assertThat(failure.cause()).isInstanceOf(TimeoutException.class);
			assertThat(failure.after()).isLessThan(Duration.ofSeconds(2));
			this.server.resume();
		}
	}

	@Test
	void malformedPatternFails() {
		try (TierFixture fixture = fixture("shop:")) {
			assertThat(
					failureOf(fixture.tier.sweep(new InvalidationTarget.Pattern("list:[a")), System.nanoTime()).cause())
				.isInstanceOf(IllegalArgumentException.class)
				.hasMessageContaining("[a");
		}
		assertThatExceptionOfType(IllegalArgumentException.class)
			.isThrownBy(() -> new BatchSettings(0, Duration.ofSeconds(1), BatchSettings.Pause.NONE));
	}

	private TierFixture fixture(String prefix) {
		return new TierFixture(new RedisStandaloneConfiguration(this.server.host(), this.server.port()), prefix,
				Duration.ofSeconds(10))
			.connected();
	}

	private void set(String... names) {
		LettuceConnectionFactory factory = new LettuceConnectionFactory(this.server.host(), this.server.port());
		factory.afterPropertiesSet();
		factory.start();
		try (RedisConnection connection = factory.getConnection()) {
			for (String name : names) {
				connection.stringCommands()
					.set(name.getBytes(StandardCharsets.UTF_8), write("list", "any", "tag").entry());
			}
		}
		finally {
			factory.destroy();
		}
	}

	private long size() {
		return Long.parseLong(String.valueOf(this.server.execute("DBSIZE")));
	}

	private static EntryWrite raw(String id, byte[] bytes) {
		return new EntryWrite(new CacheKey("list", "list:" + id), bytes, TimeToLive.NONE);
	}

	private static EntryWrite write(String cacheName, String rest, String tag) {
		byte[] payload = "\"value\"".getBytes(StandardCharsets.UTF_8);
		return new EntryWrite(new CacheKey(cacheName, cacheName + ":" + rest),
				EntryBuilder.at(Position.NONE)
					.tags(List.of(tag))
					.toBytes(new EncodedValue("java.lang.String", payload)),
				TimeToLive.NONE);
	}

}
