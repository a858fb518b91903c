package io.cacheaside.redis;

import io.cacheaside.embedded.RedisCluster;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Empties a cluster before each test of a class, and ends it with what stands on it after
 * the last.
 *
 * @param cluster the cluster
 * @param fixture what stands on it
 */
record ClusterLife(RedisCluster cluster, AutoCloseable fixture) implements BeforeEachCallback, AfterAllCallback {

	@Override
	public void beforeEach(ExtensionContext context) {
		this.cluster.masters().forEach((master) -> master.execute("FLUSHALL"));
	}

	@Override
	public void afterAll(ExtensionContext context) throws Exception {
		this.fixture.close();
		this.cluster.close();
	}

}
