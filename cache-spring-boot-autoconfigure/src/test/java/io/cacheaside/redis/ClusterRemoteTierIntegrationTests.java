package io.cacheaside.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.cacheaside.TimeToLive;
import io.cacheaside.codec.Entry;
import io.cacheaside.embedded.RedisCluster;
import io.cacheaside.embedded.RedisServer;
import io.cacheaside.engine.EntryWrite;
import io.cacheaside.engine.Lease;
import io.cacheaside.engine.RemoteTier;
import io.cacheaside.engine.RemoteTierFixture;
import io.cacheaside.engine.SweepRule;
import io.cacheaside.engine.RemoteTierContract;
import io.cacheaside.engine.SweepReport;
import io.cacheaside.key.CacheKey;
import io.lettuce.core.cluster.SlotHash;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static io.cacheaside.redis.TierFixture.failureOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The contract on three masters, and what only a cluster can show. */
class ClusterRemoteTierIntegrationTests extends RemoteTierContract {

	private static final Duration LONG = Duration.ofSeconds(20);

	private static final RedisCluster cluster = RedisCluster.start();

	private static final TierFixture fixture = TierFixture.cluster(cluster, LONG).connected();

	@RegisterExtension
	static final ClusterLife life = new ClusterLife(cluster, fixture);

	@Override
	protected RemoteTier tier() {
		return fixture.tier;
	}

	@Override
	protected void place(CacheKey key, byte[] bytes) {
		fixture.place(TierFixture.PREFIX + key.storageName(), bytes);
	}

	@Test
	void everyMasterIsSwept() {
		fixture.fill(keys("user", 1_500), (key) -> value(key, "value"));
		fixture.fill(keys("list", 1_500), (key) -> value(key, "value"));
		assertThat(cluster.masters()).allSatisfy((master) -> assertThat(size(master)).isGreaterThan(800));
		assertThat(get(tier().sweep(SweepRule.removing((stored) -> stored.logicalKey().startsWith("user:")))).removed())
			.isEqualTo(1_500);
		assertThat(cluster.masters()).allSatisfy((master) -> {
			assertThat(String.valueOf(master.execute("KEYS", "shop:user:*"))).isEqualTo("[]");
			assertThat(size(master)).isGreaterThan(400);
		});
	}

	@Test
	void scriptsReachMastersThatDoNotKnowThem() {
		cluster.masters().forEach((master) -> master.execute("SCRIPT", "FLUSH"));
		fixture.fill(keys("user", 300), (key) -> value(key, "value"));
		assertThat(cluster.masters()).allSatisfy((master) -> assertThat(size(master)).isPositive());
		cluster.masters().forEach((master) -> master.execute("SCRIPT", "FLUSH"));
		assertThat(get(tier().sweep(keys("user", 100), SweepRule.removing((stored) -> true)))).isEqualTo(100);
		cluster.masters().forEach((master) -> master.execute("SCRIPT", "FLUSH"));
		assertThat(get(tier().sweep(SweepRule.removing((stored) -> true))).removed()).isEqualTo(200);
	}

	@Test
	void valuesOfEveryMasterAreMadeDue() {
		fixture.fill(keys("user", 2_000), (key) -> value(key, "value"));
		fixture.fill(keys("list", 300), (key) -> value(key, "value"));
		cluster.masters().forEach((master) -> master.execute("SCRIPT", "FLUSH"));
		assertThat(get(tier().makeDue(keys("user", 2_500)))).isEqualTo(2_000);
		assertThat(keys("user", 2_000)).allSatisfy((key) -> assertThat(refreshAt(key)).isPositive());
		assertThat(keys("list", 300)).allSatisfy((key) -> assertThat(refreshAt(key)).isZero());
		SweepReport report = get(tier().sweep((entry) -> entry.logicalKey().startsWith("list:")
				? SweepRule.Verdict.MAKE_DUE : SweepRule.Verdict.REMOVE));
		assertThat(report).isEqualTo(new SweepReport(2_300, 2_000));
		assertThat(keys("list", 300)).allSatisfy((key) -> assertThat(refreshAt(key)).isPositive());
	}

	private long refreshAt(CacheKey key) {
		return Entry.parse(get(tier().read(key)).orElseThrow()).orElseThrow().refreshAt();
	}

	@Test
	void clockOfEachMasterIsKnown() {
		List<CacheKey> keys = keysOnEachMaster();
		await().atMost(LONG)
			.untilAsserted(
					() -> assertThat(keys).allSatisfy((key) -> assertThat(tier().serverMillis(key)).isPresent()));
	}

	@Test
	void sweepDuringWhichASlotMovesStartsAnewAndMissesNothing() {
		fixture.fill(keys("user", 3_000), (key) -> value(key, "value"));
		List<CacheKey> moving = IntStream.range(0, 300).mapToObj((i) -> key("user", "{moving}" + i)).toList();
		fixture.fill(moving, (key) -> value(key, "value"));
		AtomicInteger pages = new AtomicInteger();
		CompletableFuture<Void> pause = new CompletableFuture<>();
		LettuceRemoteTier paced = new LettuceRemoteTier(fixture.connections, new RedisKeys(TierFixture.PREFIX), LONG,
				new BatchSettings(100, LONG, (keys) -> {
					pages.incrementAndGet();
					return pause;
				}));
		CompletionStage<SweepReport> sweep = paced.sweep(SweepRule.removing((stored) -> true));
		await().atMost(LONG).until(() -> pages.get() == 3);
		moveSlot(SlotHash.getSlot("{moving}"));
		pause.complete(null);
		assertThat(get(sweep).removed()).isEqualTo(3_300);
		assertThat(cluster.masters()).allSatisfy((master) -> assertThat(size(master)).isZero());
	}

	/** Moves a slot with all its keys to the next master while the others look on. */
	private static void moveSlot(int slot) {
		List<RedisServer> masters = cluster.masters();
		int from = IntStream.range(0, masters.size())
			.filter((i) -> Long.valueOf(0)
				.compareTo((Long) Objects
					.requireNonNull(masters.get(i).execute("CLUSTER", "COUNTKEYSINSLOT", Integer.toString(slot)))) < 0)
			.findFirst()
			.orElseThrow();
		RedisServer source = masters.get(from);
		RedisServer target = masters.get((from + 1) % masters.size());
		String number = Integer.toString(slot);
		String sourceId = String.valueOf(source.execute("CLUSTER", "MYID"));
		String targetId = String.valueOf(target.execute("CLUSTER", "MYID"));
		target.execute("CLUSTER", "SETSLOT", number, "IMPORTING", sourceId);
		source.execute("CLUSTER", "SETSLOT", number, "MIGRATING", targetId);
		List<?> keys = (List<?>) Objects.requireNonNull(source.execute("CLUSTER", "GETKEYSINSLOT", number, "1000"));
		for (Object key : keys) {
			source.execute("MIGRATE", target.host(), Integer.toString(target.port()), String.valueOf(key), "0", "5000");
		}
		target.execute("CLUSTER", "SETSLOT", number, "NODE", targetId);
		masters.forEach((master) -> master.execute("CLUSTER", "SETSLOT", number, "NODE", targetId));
	}

	@Test
	void pausedMasterFailsItsKeysAndASweepButNotTheOthers() {
		RedisServer paused = cluster.masters().get(0);
		try (TierFixture other = TierFixture.cluster(cluster, LONG).connected()) {
			LettuceRemoteTier quick = new LettuceRemoteTier(other.connections, new RedisKeys(TierFixture.PREFIX),
					Duration.ofMillis(400), new BatchSettings(100, LONG, BatchSettings.Pause.NONE));
			List<CacheKey> keys = keysOnEachMaster();
			keys.forEach((key) -> get(other.tier.read(key)));
			paused.pause();
			assertThat(other.tier.read(keys.get(1)).toCompletableFuture()).succeedsWithin(LONG);
			assertThat(failureOf(quick.read(keys.get(0)), System.nanoTime()).after()).isLessThan(LONG.dividedBy(2));
		}
		finally {
			paused.resume();
			cluster.awaitServing();
			awaitUse(keysOnEachMaster());
		}
	}

	@Test
	void deadMasterFailsItsKeysAtOnceAndIsUsedAgainWhenItIsBack() {
		List<CacheKey> keys = keysOnEachMaster();
		keys.forEach((key) -> write(key, "value"));
		RedisServer dead = cluster.masters().get(0);
		dead.kill();
		await().atMost(LONG)
			.until(() -> failureOf(tier().seize(lease(keys.get(0))), System.nanoTime())
				.cause() instanceof NotConnectedException);
		assertThat(failureOf(tier().read(keys.get(0)), System.nanoTime()).cause())
			.isInstanceOf(NotConnectedException.class);
		assertThat(tier().isConnected()).isTrue();
		assertThat(failureOf(tier().sweep(SweepRule.removing((stored) -> true)), System.nanoTime()).after())
			.isLessThan(LONG);
		dead.restartEmpty();
		cluster.awaitServing();
		awaitUse(keys);
	}

	@Test
	void masterThatIsDeadFromTheStartIsNotAskedForAConnectionByEveryCall() {
		RedisServer dead = cluster.masters().get(2);
		dead.kill();
		try (TierFixture late = TierFixture.cluster(cluster, LONG).connected()) {
			CacheKey key = keysOnEachMaster().get(2);
			await().atMost(LONG)
				.until(() -> failureOf(late.tier.read(key), System.nanoTime())
					.cause() instanceof NotConnectedException);
			int tried = 0;
			for (int i = 0; i < 1_000; i++) {
				Throwable cause = failureOf(late.tier.read(key), System.nanoTime()).cause();
				tried += (cause instanceof NotConnectedException) ? 0 : 1;
			}
			assertThat(tried).isLessThan(50);
		}
		finally {
			dead.restartEmpty();
			cluster.awaitServing();
			awaitUse(keysOnEachMaster());
		}
	}

	@Test
	void clientThatIsShutDownFirstFailsCallsAndThrowsNothing() {
		try (TierFixture other = TierFixture.cluster(cluster, Duration.ofSeconds(2)).connected()) {
			other.factory.destroy();
			assertThat(failureOf(other.tier.read(key("user", "1")), System.nanoTime()).cause()).isNotNull();
			assertThat(failureOf(other.tier.sweep(SweepRule.removing((stored) -> true)), System.nanoTime()).cause())
				.isNotNull();
			await().atMost(LONG).until(() -> !other.tier.isConnected());
		}
	}

	@Test
	void wholeClusterThatComesBackIsUsedAgainSoon() {
		List<CacheKey> keys = keysOnEachMaster();
		keys.forEach((key) -> write(key, "value"));
		cluster.masters().forEach(RedisServer::kill);
		await().atMost(LONG).until(() -> !tier().isConnected());
		long start = System.nanoTime();
		assertThat(failureOf(tier().read(keys.get(0)), start).cause()).isInstanceOf(NotConnectedException.class);
		cluster.masters().forEach(RedisServer::restartEmpty);
		cluster.awaitServing();
		awaitUse(keys);
	}

	/** Of all masters, so that the next test finds them. */
	private void awaitUse(List<CacheKey> keys) {
		await().atMost(Duration.ofSeconds(40)).until(() -> works(keys));
	}

	private boolean works(List<CacheKey> keys) {
		List<Lease> leases = keys.stream().map(RemoteTierFixture::lease).toList();
		CompletableFuture<?>[] writes = leases.stream()
			.map((lease) -> tier().seize(lease).toCompletableFuture())
			.toArray(CompletableFuture[]::new);
		try {
			CompletableFuture.allOf(writes).join();
			List<EntryWrite> values = leases.stream().map((lease) -> entry(lease, "value", TimeToLive.NONE)).toList();
			return tier().storeAll(values).toCompletableFuture().join() == keys.size();
		}
		catch (RuntimeException ex) {
			return false;
		}
	}

	private static List<CacheKey> keysOnEachMaster() {
		List<CacheKey> keys = new ArrayList<>();
		for (int i = 0; i < 3; i++) {
			int from = 16_384 * i / 3;
			int to = 16_384 * (i + 1) / 3;
			keys.add(IntStream.range(0, 1_000).mapToObj((id) -> key("user", "" + id)).filter((key) -> {
				int slot = SlotHash.getSlot(new RedisKeys(TierFixture.PREFIX).nameOf(key));
				return from <= slot && slot < to;
			}).findFirst().orElseThrow());
		}
		return keys;
	}

	private static long size(RedisServer server) {
		return Long.parseLong(String.valueOf(server.execute("DBSIZE")));
	}

}
