package io.cacheaside.redis;

import java.util.List;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.codec.ByteArrayCodec;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Opens connections of our own from Spring's client, not through its factory: the factory
 * could send reads to a replica.
 */
final class RedisConnector {

	private final LettuceConnectionFactory factory;

	RedisConnector(LettuceConnectionFactory factory) {
		this.factory = factory;
	}

	/**
	 * Opens one connection, and blocks while it does.
	 * @return an open connection
	 * @throws RuntimeException if there is none to be had, or the factory is not started
	 */
	MasterConnection connect() {
		// Asked for each time, since a restarted factory has another client.
		AbstractRedisClient client = this.factory.getRequiredNativeClient();
		if (client instanceof RedisClusterClient cluster) {
			// The addresses may have changed while there was no connection.
			cluster.refreshPartitions();
			return new ClusterConnection(cluster, cluster.connect(ByteArrayCodec.INSTANCE));
		}
		RedisClient single = (RedisClient) client;
		List<RedisURI> nodes = StaticNodes.of(this.factory);
		return new SingleMasterConnection(
				nodes.isEmpty() ? single.connect(ByteArrayCodec.INSTANCE) : connectToMaster(single, nodes));
	}

	private static StatefulRedisConnection<byte[], byte[]> connectToMaster(RedisClient client, List<RedisURI> nodes) {
		RedisConnectionException problem = new RedisConnectionException("none of " + nodes + " is a master");
		for (RedisURI node : nodes) {
			try {
				StatefulRedisConnection<byte[], byte[]> connection = client.connect(ByteArrayCodec.INSTANCE, node);
				if (isMaster(connection)) {
					return connection;
				}
				connection.closeAsync();
			}
			catch (RuntimeException ex) {
				problem.addSuppressed(ex);
			}
		}
		throw problem;
	}

	private static boolean isMaster(StatefulRedisConnection<byte[], byte[]> connection) {
		try {
			return connection.sync().role().get(0) instanceof byte[] role && new String(role).equals("master");
		}
		catch (RuntimeException ex) {
			connection.closeAsync();
			throw ex;
		}
	}

}
