package io.cacheaside.redis;

import java.util.List;
import java.util.Objects;

import io.cacheaside.embedded.RedisCluster;
import io.cacheaside.embedded.RedisServer;
import io.cacheaside.engine.log.Appended;
import io.cacheaside.engine.log.InvalidationLog;
import io.cacheaside.engine.log.InvalidationLogContract;
import io.lettuce.core.cluster.SlotHash;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import org.springframework.data.redis.connection.RedisClusterConfiguration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The contract on three masters, and a log whose slot moves or whose master dies. */
class ClusterInvalidationLogIntegrationTests extends InvalidationLogContract {

	private static final RedisCluster cluster = RedisCluster.start();

	private static final LogFixture fixture = LogFixture
		.on(new RedisClusterConfiguration(List.of(cluster.nodes().split(","))))
		.connected();

	@RegisterExtension
	static final ClusterLife life = new ClusterLife(cluster, fixture);

	@Override
	protected InvalidationLog log() {
		return fixture.log;
	}

	@Test
	void logFollowsItsSlot() {
		Appended before = get(log().append(LogFixture.TAG));
		moveSlot(SlotHash.getSlot(LogFixture.STREAM));
		Appended after = get(log().append(LogFixture.TAG));
		assertThat(after.previous()).isEqualTo(before.cursor());
		assertThat(get(log().await(before.cursor(), LogFixture.LONG))).hasSize(1);
		assertThat(get(log().read(before.cursor())).orElseThrow().entries()).hasSize(1);
	}

	@Test
	void logWhoseMasterDiedFailsAtOnceAndWorksAgainWhenItIsBack() {
		Appended lost = get(log().append(LogFixture.TAG));
		RedisServer dead = masterOf(SlotHash.getSlot(LogFixture.STREAM));
		dead.kill();
		await().atMost(LogFixture.LONG.multipliedBy(3))
			.until(() -> LogFixture.failureOf(log().append(LogFixture.TAG)) instanceof NotConnectedException);
		assertThat(LogFixture.failureOf(log().await(lost.cursor(), LogFixture.LONG))).isNotNull();
		dead.restartEmpty();
		cluster.awaitServing();
		await().atMost(LogFixture.LONG.multipliedBy(3)).until(() -> LogFixture.succeeds(log().append(LogFixture.TAG)));
		await().atMost(LogFixture.LONG.multipliedBy(3))
			.until(() -> LogFixture.succeeds(log().await(lost.cursor(), java.time.Duration.ofMillis(10))));
		assertThat(get(log().read(lost.cursor())).orElseThrow().cursorKept()).isFalse();
	}

	private static RedisServer masterOf(int slot) {
		return cluster.masters()
			.stream()
			.filter((master) -> Long.valueOf(0)
				.compareTo((Long) Objects
					.requireNonNull(master.execute("CLUSTER", "COUNTKEYSINSLOT", Integer.toString(slot)))) < 0)
			.findFirst()
			.orElseThrow();
	}

	/** Moves a slot with all its keys to the next master while the others look on. */
	private static void moveSlot(int slot) {
		List<RedisServer> masters = cluster.masters();
		RedisServer source = masterOf(slot);
		RedisServer target = masters.get((masters.indexOf(source) + 1) % masters.size());
		String number = Integer.toString(slot);
		String targetId = String.valueOf(target.execute("CLUSTER", "MYID"));
		target.execute("CLUSTER", "SETSLOT", number, "IMPORTING", String.valueOf(source.execute("CLUSTER", "MYID")));
		source.execute("CLUSTER", "SETSLOT", number, "MIGRATING", targetId);
		List<?> keys = (List<?>) Objects.requireNonNull(source.execute("CLUSTER", "GETKEYSINSLOT", number, "1000"));
		for (Object key : keys) {
			source.execute("MIGRATE", target.host(), Integer.toString(target.port()), String.valueOf(key), "0", "5000");
		}
		target.execute("CLUSTER", "SETSLOT", number, "NODE", targetId);
		masters.forEach((master) -> master.execute("CLUSTER", "SETSLOT", number, "NODE", targetId));
	}

}
