package io.cacheaside.redis;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.cacheaside.codec.Entry;
import io.cacheaside.codec.EntryFormat;
import io.cacheaside.embedded.RedisServer;
import io.cacheaside.engine.RemoteTierFixture;
import io.cacheaside.engine.StoredEntry;
import io.cacheaside.engine.SweepRule;
import io.cacheaside.engine.SweepReport;
import io.cacheaside.key.CacheKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

import static io.cacheaside.engine.RemoteTierFixture.key;
import static io.cacheaside.engine.RemoteTierFixture.value;
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
			List<CacheKey> keys = IntStream.range(0, 20_000)
				.mapToObj((i) -> key("list", "org" + i % 20 + ":" + i))
				.toList();
			Function<CacheKey, byte[]> bytes = (key) -> value(key, "value", key.logical().endsWith("0") ? "ten" : "no");
			fixture.fill(keys, bytes);
			neighbour.fill(keys.subList(0, 100), bytes);
			assertThat(get(
					fixture.tier.sweep(SweepRule.removing((stored) -> stored.logicalKey().startsWith("list:org7:"))))
				.removed()).isEqualTo(1_000);
			assertThat(size()).isEqualTo(19_100);
			assertThat(get(fixture.tier.sweep(SweepRule.removing(tagged("ten")))).removed()).isEqualTo(2_010);
			assertThat(get(fixture.tier.sweep(SweepRule.removing((stored) -> stored.logicalKey().startsWith("list:"))))
				.removed()).isEqualTo(17_000);
			assertThat(size()).isEqualTo(90);
		}
	}

	@Test
	void otherPrefixesAreNeverTouched() {
		try (TierFixture fixture = fixture("shop:")) {
			set("list:1", "eshop:list:1", "Shop:list:1", "shop", "shop2:list:1", "xshop:list:1");
			assertThat(get(fixture.tier.sweep(SweepRule.removing((stored) -> true)))).isEqualTo(new SweepReport(0, 0));
			assertThat(size()).isEqualTo(6);
		}
	}

	@Test
	void globCharactersOfAPrefixMeanThemselves() {
		try (TierFixture fixture = fixture("s[h-k]o*p?\\^:")) {
			fixture.fill(List.of(key("list", "1"), key("list", "2")), (key) -> value(key, "value"));
			set("shop1^:list:1", "sho*p?^:list:1", "sioooopx\\^:list:1", "s[h-k]oXp?\\^:list:1", "shoop1^:list:2");
			assertThat(get(fixture.tier.sweep(SweepRule.removing((stored) -> true)))).isEqualTo(new SweepReport(2, 2));
			assertThat(size()).isEqualTo(5);
		}
	}

	@Test
	void logAndElectionAreNotSweptEvenWithoutAPrefix() {
		try (TierFixture fixture = fixture("")) {
			fixture.fill(List.of(key("list", "1")), (key) -> value(key, "value"));
			this.server.execute("SET", "{cacheaside|}:sweeper", "a node");
			this.server.execute("XADD", "{cacheaside|}:log", "*", "v", "1");
			this.server.execute("HSET", "{cacheaside|}:markers", "e", "0000000000000001");
			assertThat(get(fixture.tier.sweep(SweepRule.removing((stored) -> true)))).isEqualTo(new SweepReport(1, 1));
			assertThat(size()).isEqualTo(3);
		}
	}

	@Test
	void foreignKeysUnderThePrefixSurvive() {
		try (TierFixture fixture = fixture("shop:")) {
			fixture.fill(List.of(key("list", "1")), (key) -> value(key, "value", "org:1"));
			fixture.place("shop:list:garbage", "org:1".getBytes(StandardCharsets.UTF_8));
			fixture.place("shop:list:empty", new byte[0]);
			fixture.place("shop:list:large", new byte[100_000]);
			assertThat(get(fixture.tier.sweep(SweepRule.removing((stored) -> true)))).isEqualTo(new SweepReport(1, 1));
			assertThat(size()).isEqualTo(3);
		}
	}

	@Test
	void headerThatLiesAboutItsLengthCannotBeRead() {
		try (TierFixture fixture = fixture("shop:")) {
			byte[] hugeHeader = Arrays.copyOf(value(key("list", "huge"), "value", "org:1"), 5_000);
			ByteBuffer.wrap(hugeHeader).putInt(EntryFormat.HEADER_LENGTH_OFFSET, Integer.MAX_VALUE);
			fixture.place("shop:list:huge", hugeHeader);
			assertThat(get(fixture.tier.sweep(SweepRule.removing((stored) -> stored.header().isPresent()))))
				.isEqualTo(new SweepReport(1, 0));
			assertThat(get(fixture.tier.sweep(SweepRule.removing((stored) -> stored.header().isEmpty()))))
				.isEqualTo(new SweepReport(1, 1));
		}
	}

	@Test
	void unreadableLongKeyIsMetByItsHashedName() {
		try (TierFixture fixture = fixture("shop:")) {
			CacheKey key = key("list", "x".repeat(600));
			byte[] bytes = value(key, "value");
			bytes[EntryFormat.VERSION_OFFSET] = 9;
			fixture.place("shop:" + key.storageName(), bytes);
			List<StoredEntry> seen = new CopyOnWriteArrayList<>();
			assertThat(get(fixture.tier.sweep(SweepRule.removing(seen::add)))).isEqualTo(new SweepReport(1, 1));
			assertThat(seen).containsExactly(new StoredEntry(key.storageName(), Optional.empty()));
		}
	}

	@Test
	void valuesOfOtherTypesStay() {
		try (TierFixture fixture = fixture("shop:")) {
			this.server.execute("HSET", "shop:list:hash", "field", "value");
			this.server.execute("RPUSH", "shop:list:list", "value");
			this.server.execute("XADD", "shop:list:stream", "*", "field", "value");
			set("shop:list:string");
			List<CacheKey> keys = Stream.of("hash", "list", "stream").map((id) -> key("list", id)).toList();
			assertThat(get(fixture.tier.sweep(keys, SweepRule.removing((stored) -> true)))).isZero();
			assertThat(get(fixture.tier.sweep(SweepRule.removing((stored) -> true)))).isEqualTo(new SweepReport(1, 1));
			assertThat(size()).isEqualTo(3);
		}
	}

	@Test
	void entryThatChangedAfterItWasLookedAtStays() {
		try (TierFixture fixture = fixture("shop:")) {
			CacheKey key = key("list", "1");
			fixture.fill(List.of(key), (any) -> value(key, "old"));
			byte[] fresh = RemoteTierFixture.value(key, "fresh", "tag");
			assertThat(get(fixture.tier.sweep(SweepRule.removing((stored) -> {
				fixture.place("shop:list:1", fresh);
				return true;
			})))).isEqualTo(new SweepReport(1, 0));
			assertThat(get(fixture.tier.read(key))).hasValueSatisfying((read) -> assertThat(read).isEqualTo(fresh));
			assertThat(get(fixture.tier.sweep(List.of(key), SweepRule.removing((stored) -> {
				this.server.execute("DEL", "shop:list:1");
				this.server.execute("RPUSH", "shop:list:1", "of another type");
				return true;
			})))).isZero();
			assertThat(size()).isEqualTo(1);
		}
	}

	@Test
	void sweepOfAFullServerMakesDueAndGoesOnRemoving() {
		try (TierFixture fixture = fixture("shop:")) {
			fixture.fill(keys(1_000), (key) -> value(key, "value", key.logical().endsWith("0") ? "hard" : "soft"));
			this.server.execute("CONFIG", "SET", "maxmemory", "1");
			SweepReport report = get(fixture.tier.sweep(
					(stored) -> tagged("hard").test(stored) ? SweepRule.Verdict.REMOVE : SweepRule.Verdict.MAKE_DUE));
			assertThat(report).isEqualTo(new SweepReport(1_000, 100));
			byte[] due = get(fixture.tier.read(key("list", "1"))).orElseThrow();
			assertThat(Entry.parse(due).orElseThrow().refreshAt()).isPositive();
		}
	}

	@Test
	void serverNeverRunsKeysAndSeesOneDeletionPerKey() {
		try (TierFixture fixture = fixture("shop:")) {
			fixture.fill(keys(5_000), (key) -> value(key, "value"));
			assertThat(get(fixture.tier.sweep(SweepRule.removing((stored) -> true))).removed()).isEqualTo(5_000);
			String statistics = String.valueOf(this.server.execute("INFO", "commandstats"));
			assertThat(statistics).contains("cmdstat_unlink:calls=5000,").doesNotContain("cmdstat_keys");
			assertThat(statistics).containsPattern("cmdstat_scan:calls=\\d{2,3},");
		}
	}

	@Test
	void pauseComesAfterEveryPageAndIsWaitedFor() {
		try (TierFixture fixture = fixture("shop:")) {
			fixture.fill(keys(1_000), (key) -> value(key, "value"));
			AtomicInteger pages = new AtomicInteger();
			AtomicInteger keys = new AtomicInteger();
			CompletableFuture<Void> pause = new CompletableFuture<>();
			LettuceRemoteTier paced = paced(fixture, (count) -> {
				pages.incrementAndGet();
				keys.addAndGet(count);
				return pause;
			});
			CompletableFuture<SweepReport> sweep = paced.sweep(SweepRule.removing((stored) -> true))
				.toCompletableFuture();
			await().atMost(Duration.ofSeconds(30)).until(() -> pages.get() == 1);
			assertThat(size()).isBetween(800L, 999L);
			assertThat(sweep).isNotDone();
			pause.complete(null);
			assertThat(get(sweep).removed()).isEqualTo(1_000);
			assertThat(pages.get()).isGreaterThanOrEqualTo(9);
			assertThat(keys.get()).isGreaterThanOrEqualTo(1_000);
		}
	}

	@Test
	void failoverDuringASweepStartsItAnew() {
		try (TierFixture fixture = fixture("shop:")) {
			fixture.fill(keys(1_000), (key) -> value(key, "value"));
			AtomicInteger pages = new AtomicInteger();
			LettuceRemoteTier paced = paced(fixture, (count) -> {
				if (pages.incrementAndGet() == 3) {
					failOverAndBack();
				}
				return CompletableFuture.completedFuture(null);
			});
			assertThat(get(paced.sweep(SweepRule.removing((stored) -> false))).examined())
				.isGreaterThanOrEqualTo(1_000);
			assertThat(pages.get()).isGreaterThanOrEqualTo(20);
		}
	}

	@Test
	void sweepFailsAfterThreeThatWereDisturbed() {
		try (TierFixture fixture = fixture("shop:")) {
			fixture.fill(keys(100), (key) -> value(key, "value"));
			LettuceRemoteTier paced = paced(fixture, (count) -> {
				failOverAndBack();
				return CompletableFuture.completedFuture(null);
			});
			assertThat(failureOf(paced.sweep(SweepRule.removing((stored) -> false)), System.nanoTime()).cause())
				.isInstanceOf(IllegalStateException.class)
				.hasMessageContaining("3 sweeps");
		}
	}

	@Test
	void replicaIsNotSwept() {
		try (TierFixture fixture = fixture("shop:"); RedisServer master = RedisServer.start()) {
			this.server.execute("REPLICAOF", master.host(), Integer.toString(master.port()));
			assertThat(failureOf(fixture.tier.sweep(SweepRule.removing((stored) -> false)), System.nanoTime()).cause())
				.hasMessageContaining("role:slave");
		}
	}

	@Test
	void sweepOfAPausedServerFailsWhenTheTimeOfABatchIsOver() {
		try (TierFixture fixture = fixture("shop:")) {
			LettuceRemoteTier impatient = new LettuceRemoteTier(fixture.connections, new RedisKeys("shop:"),
					Duration.ofSeconds(10), new BatchSettings(100, Duration.ofMillis(200), BatchSettings.Pause.NONE));
			this.server.pause();
			TierFixture.Failure failure = failureOf(impatient.sweep(SweepRule.removing((stored) -> true)),
					System.nanoTime());
			assertThat(failure.cause()).isInstanceOf(TimeoutException.class);
			assertThat(failure.after()).isLessThan(Duration.ofSeconds(8));
			this.server.resume();
		}
	}

	@Test
	void batchSettingsAreChecked() {
		assertThatExceptionOfType(IllegalArgumentException.class)
			.isThrownBy(() -> new BatchSettings(0, Duration.ofSeconds(1), BatchSettings.Pause.NONE));
		assertThatExceptionOfType(IllegalArgumentException.class)
			.isThrownBy(() -> new BatchSettings(1, Duration.ZERO, BatchSettings.Pause.NONE));
	}

	/** A demotion and a promotion, which leave the data and the connections alone. */
	private void failOverAndBack() {
		this.server.execute("REPLICAOF", "127.0.0.1", "1");
		this.server.execute("REPLICAOF", "NO", "ONE");
	}

	private static LettuceRemoteTier paced(TierFixture fixture, BatchSettings.Pause pause) {
		return new LettuceRemoteTier(fixture.connections, new RedisKeys("shop:"), Duration.ofSeconds(10),
				new BatchSettings(100, Duration.ofSeconds(10), pause));
	}

	private static List<CacheKey> keys(int count) {
		return IntStream.range(0, count).mapToObj((i) -> key("list", "" + i)).toList();
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
					.set(name.getBytes(StandardCharsets.UTF_8), value(key("list", "any"), "value"));
			}
		}
		finally {
			factory.destroy();
		}
	}

	private long size() {
		return Long.parseLong(String.valueOf(this.server.execute("DBSIZE")));
	}

	private static Predicate<StoredEntry> tagged(String tag) {
		return (stored) -> stored.header().filter((header) -> header.hasTag(tag)).isPresent();
	}

}
