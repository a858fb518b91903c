package io.cacheaside.redis;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode.NodeFlag;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.RedisCommand;

/**
 * A connection to all masters of a cluster. The driver keeps one connection per master
 * inside, makes it on first use, and reconnects it after a failure in its own time.
 */
final class ClusterConnection implements MasterConnection {

	/** How long a master that refused a connection is not asked for one again. */
	private static final Duration REFUSAL = Duration.ofMillis(200);

	private final RedisClusterClient client;

	private final StatefulRedisClusterConnection<byte[], byte[]> connection;

	/** When masters refused a connection, by their IDs. */
	private final Map<String, Long> refusals = new ConcurrentHashMap<>();

	/** The clocks of masters, by their IDs. */
	private final Map<String, ServerClock> clocks = new ConcurrentHashMap<>();

	ClusterConnection(RedisClusterClient client, StatefulRedisClusterConnection<byte[], byte[]> connection) {
		this.client = client;
		this.connection = connection;
		askTime();
	}

	@Override
	public RedisClusterAsyncCommands<byte[], byte[]> commands() {
		return this.connection.async();
	}

	@Override
	public boolean isOpen() {
		// The driver's own answer is about one node that it took at random.
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
		Long refused = this.refusals.get(node.getNodeId());
		if (refused != null && System.nanoTime() - refused < REFUSAL.toNanos()) {
			return false;
		}
		CompletableFuture<StatefulRedisConnection<byte[], byte[]>> opening = connectionTo(node);
		if (opening.isDone() && !opening.isCompletedExceptionally()) {
			return opening.join().isOpen();
		}
		opening.whenComplete((opened, failure) -> {
			if (failure != null) {
				this.refusals.put(node.getNodeId(), System.nanoTime());
			}
		});
		return !opening.isDone();
	}

	private CompletableFuture<StatefulRedisConnection<byte[], byte[]>> connectionTo(RedisClusterNode node) {
		RedisURI uri = node.getUri();
		try {
			// The same connection that the driver sends the commands of a slot by. Asking
			// for it makes it, so a dead master must not be asked for each call.
			return this.connection.getConnectionAsync(uri.getHost(), uri.getPort());
		}
		catch (RuntimeException ex) {
			// Thrown, not returned, once the client has been shut down.
			return CompletableFuture.failedFuture(ex);
		}
	}

	@Override
	public CompletableFuture<byte @Nullable []> get(byte[] key) {
		return commands().get(key).toCompletableFuture();
	}

	@Override
	public OptionalLong serverMillis(byte[] key) {
		ServerClock clock = clock(key);
		return (clock != null) ? clock.millis() : OptionalLong.empty();
	}

	@Override
	public OptionalLong settledMillis(byte[] key) {
		ServerClock clock = clock(key);
		return (clock != null) ? clock.settledMillis() : OptionalLong.empty();
	}

	private @Nullable ServerClock clock(byte[] key) {
		RedisClusterNode master = this.connection.getPartitions().getMasterBySlot(SlotHash.getSlot(key));
		if (master == null) {
			return null;
		}
		ServerClock clock = this.clocks.get(master.getNodeId());
		if (clock == null) {
			// A master that came after the last question to all of them.
			askTime(master);
		}
		return clock;
	}

	@Override
	public int keysPerScript() {
		return 1;
	}

	@Override
	public void askTime() {
		List<RedisClusterNode> masters = masterNodes();
		this.clocks.keySet().retainAll(masters.stream().map(RedisClusterNode::getNodeId).toList());
		masters.forEach(this::askTime);
	}

	private void askTime(RedisClusterNode master) {
		if (!reaches(master)) {
			return;
		}
		ServerClock clock = this.clocks.computeIfAbsent(master.getNodeId(), (id) -> new ServerClock(System::nanoTime));
		connectionTo(master).thenAccept((opened) -> {
			AsyncCommand<byte[], byte[], List<byte[]>> question = EntryCommands.time();
			clock.learnFrom(question, () -> askTime(master));
			opened.dispatch(question);
		});
	}

	@Override
	public Duration timeout() {
		return this.connection.getTimeout();
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
		List<RedisClusterNode> nodes = masterNodes();
		String topology = nodes.stream()
			.map((node) -> node.getNodeId() + "@" + node.getUri().getHost() + ":" + node.getUri().getPort() + "="
					+ node.getSlots().hashCode())
			.sorted()
			.collect(Collectors.joining(","));
		List<CompletableFuture<StatefulRedisConnection<byte[], byte[]>>> opening = nodes.stream()
			.map(this::connectionTo)
			.toList();
		return CompletableFuture.allOf(opening.toArray(CompletableFuture[]::new))
			.thenApply((opened) -> new Masters(topology, opening.stream().map(CompletableFuture::join).toList()));
	}

	private List<RedisClusterNode> masterNodes() {
		return this.connection.getPartitions().stream().filter(ClusterConnection::isMaster).toList();
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
		return ClosedConnections.closeOnce(this.connection);
	}

}
