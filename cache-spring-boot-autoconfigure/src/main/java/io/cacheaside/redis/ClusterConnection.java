package io.cacheaside.redis;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;

import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode.NodeFlag;
import io.lettuce.core.protocol.RedisCommand;

/**
 * A connection to all masters of a cluster. The driver keeps one connection per master
 * inside, makes it on first use, and reconnects it after a failure in its own time.
 */
record ClusterConnection(RedisClusterClient client,
		StatefulRedisClusterConnection<byte[], byte[]> connection) implements MasterConnection {

	@Override
	public RedisClusterAsyncCommands<byte[], byte[]> commands() {
		return this.connection.async();
	}

	@Override
	public boolean isOpen() {
		if (!this.connection.isOpen()) {
			return false;
		}
		for (RedisClusterNode node : this.connection.getPartitions()) {
			if (isMaster(node) && reaches(node)) {
				return true;
			}
		}
		return false;
	}

	@Override
	public boolean reaches(byte[] key) {
		RedisClusterNode master = this.connection.getPartitions().getMasterBySlot(SlotHash.getSlot(key));
		// An uncovered slot is for the driver to refuse: it refreshes its view then.
		return master == null || reaches(master);
	}

	private boolean reaches(RedisClusterNode node) {
		RedisURI uri = node.getUri();
		// The same connection that the driver sends the commands of a slot by.
		CompletableFuture<StatefulRedisConnection<byte[], byte[]>> opening = this.connection
			.getConnectionAsync(uri.getHost(), uri.getPort());
		if (!opening.isDone()) {
			return true;
		}
		return !opening.isCompletedExceptionally() && opening.join().isOpen();
	}

	@Override
	public void send(List<? extends RedisCommand<byte[], byte[], ?>> commands) {
		// Not as one collection: for that the driver waits for connections.
		commands.forEach(this.connection::dispatch);
	}

	@Override
	public CompletionStage<Masters> masters() {
		return this.client.refreshPartitionsAsync().thenCompose((refreshed) -> openMasters());
	}

	private CompletionStage<Masters> openMasters() {
		List<RedisClusterNode> nodes = this.connection.getPartitions()
			.stream()
			.filter(ClusterConnection::isMaster)
			.toList();
		String topology = nodes.stream()
			.map((node) -> node.getNodeId() + "@" + node.getUri().getHost() + ":" + node.getUri().getPort() + "="
					+ node.getSlots().hashCode())
			.sorted()
			.collect(Collectors.joining(","));
		List<CompletableFuture<StatefulRedisConnection<byte[], byte[]>>> opening = nodes.stream()
			.map((node) -> this.connection.getConnectionAsync(node.getUri().getHost(), node.getUri().getPort()))
			.toList();
		return CompletableFuture.allOf(opening.toArray(CompletableFuture[]::new))
			.thenApply((opened) -> new Masters(topology, opening.stream().map(CompletableFuture::join).toList()));
	}

	private static boolean isMaster(RedisClusterNode node) {
		return node.is(NodeFlag.UPSTREAM) && !node.hasNoSlots();
	}

	@Override
	public void onDisconnect(Runnable action) {
		// The driver tells nobody; isOpen() asks the connections instead.
	}

	@Override
	public CompletableFuture<Void> close() {
		return this.connection.closeAsync();
	}

}
