package io.cacheaside.redis;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import io.cacheaside.embedded.RedisCluster;
import io.cacheaside.engine.RemoteInspection;
import io.cacheaside.engine.RemoteInspectionContract;
import io.cacheaside.engine.RemoteMemory;
import io.cacheaside.key.CacheKey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** The contract on three masters. */
class ClusterInspectionIntegrationTests extends RemoteInspectionContract {

	private static final Duration LONG = Duration.ofSeconds(20);

	private static final RedisCluster cluster = RedisCluster.start();

	private static final TierFixture fixture = TierFixture.cluster(cluster, LONG).connected();

	@RegisterExtension
	static final ClusterLife life = new ClusterLife(cluster, fixture);

	private final RedisInspection inspection = new RedisInspection(fixture.connections,
			new RedisKeys(TierFixture.PREFIX), LONG);

	@Override
	protected RemoteInspection inspection() {
		return this.inspection;
	}

	@Override
	protected void place(CacheKey key, byte[] bytes) {
		fixture.place(TierFixture.PREFIX + key.storageName(), bytes);
	}

	@Override
	protected void placeOfAnother(String name) {
		fixture.place("fish:" + name, new byte[1]);
	}

	@Test
	void eachMasterCountsForItself() {
		RemoteMemory memory = get(this.inspection.memory());
		assertThat(memory.evicted()).hasSize(3);
		assertThat(get(this.inspection.memory()).evictedSince(memory)).hasValue(0);
	}

	@Test
	void fullestMasterIsTold() {
		try {
			cluster.masters().forEach((master) -> master.execute("CONFIG", "SET", "maxmemory", "100mb"));
			cluster.masters().get(1).execute("CONFIG", "SET", "maxmemory", "20mb");
			RemoteMemory memory = get(this.inspection.memory());
			assertThat(memory.limitBytes()).isEqualTo(220L * 1024 * 1024);
			assertThat(memory.fullest()).isCloseTo(memory.usedBytes() / 3.0 / (20 * 1024 * 1024), within(0.05))
				.isGreaterThan(2.0 * memory.usedBytes() / memory.limitBytes());
		}
		finally {
			cluster.masters().forEach((master) -> master.execute("CONFIG", "SET", "maxmemory", "0"));
		}
	}

}
