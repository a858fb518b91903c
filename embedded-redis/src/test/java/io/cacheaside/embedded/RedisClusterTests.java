package io.cacheaside.embedded;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RedisClusterTests {

	@Test
	void threeMastersServeAllSlotsTogether() {
		try (RedisCluster cluster = RedisCluster.start()) {
			assertThat(cluster.masters()).hasSize(3);
			assertThat(cluster.replicas()).isEmpty();
			assertThat(cluster.nodes().split(",")).hasSize(3).contains("127.0.0.1:" + cluster.masters().get(0).port());
			for (RedisServer master : cluster.masters()) {
				assertThat(String.valueOf(master.execute("CLUSTER", "INFO"))).contains("cluster_slots_ok:16384")
					.contains("cluster_size:3");
			}
		}
	}

	@Test
	void replicaTakesOverFromAKilledMaster() {
		try (RedisCluster cluster = RedisCluster.start(1)) {
			RedisServer replica = cluster.replicas().get(0);
			assertThat(String.valueOf(replica.execute("ROLE"))).startsWith("[slave")
				.contains(String.valueOf(cluster.masters().get(0).port()));
			cluster.masters().get(0).kill();
			RedisCluster.await("the replica to take over",
					() -> String.valueOf(replica.execute("ROLE")).startsWith("[master"));
			cluster.awaitServing();
			assertThat(List.of(replica, cluster.masters().get(1))).allMatch(RedisServer::isAlive);
		}
	}

}
