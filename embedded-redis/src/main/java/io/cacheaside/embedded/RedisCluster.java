package io.cacheaside.embedded;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * A Redis Cluster on loopback ports: three masters, each with as many replicas as asked
 * for. Not safe for use by several threads at a time.
 */
public final class RedisCluster implements AutoCloseable {

	private static final int MASTERS = 3;

	private static final int SLOTS = 16_384;

	/**
	 * Also for Sentinels: one that stood still for two seconds does nothing for thirty.
	 */
	private static final Duration LIMIT = Duration.ofSeconds(90);

	private static final long POLL_NANOS = Duration.ofMillis(20).toNanos();

	private final List<RedisServer> nodes = new ArrayList<>();

	private RedisCluster() {
	}

	/**
	 * Starts three masters without replicas.
	 * @return a cluster that serves all slots
	 * @throws RedisStartException if it does not come about
	 */
	public static RedisCluster start() {
		return start(0);
	}

	/**
	 * Starts three masters with replicas.
	 * @param replicasPerMaster how many for each, 0 or more
	 * @return a cluster that serves all slots, whose replicas are in sync
	 * @throws RedisStartException if it does not come about
	 */
	public static RedisCluster start(int replicasPerMaster) {
		RedisCluster cluster = new RedisCluster();
		try {
			for (int i = 0; i < MASTERS * (1 + replicasPerMaster); i++) {
				cluster.nodes.add(startNode());
			}
			cluster.join();
			return cluster;
		}
		catch (RuntimeException ex) {
			cluster.stop();
			throw ex;
		}
	}

	private static RedisServer startNode() {
		return RedisServer.builder()
			.clusterNode()
			.option("cluster-node-timeout", "2000")
			.option("repl-diskless-sync-delay", "0")
			.start();
	}

	private void join() {
		RedisServer first = this.nodes.get(0);
		for (int i = 0; i < this.nodes.size(); i++) {
			RedisServer node = this.nodes.get(i);
			// Different epochs from the start: no election is needed to agree.
			node.execute("CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1));
			if (i < MASTERS) {
				assignSlots(node, SLOTS * i / MASTERS, SLOTS * (i + 1) / MASTERS);
			}
			if (i > 0) {
				node.execute("CLUSTER", "MEET", first.host(), Integer.toString(first.port()));
			}
		}
		await("every node to know every other", this::isComplete);
		for (int i = MASTERS; i < this.nodes.size(); i++) {
			String master = text(this.nodes.get(i % MASTERS), "CLUSTER", "MYID");
			this.nodes.get(i).execute("CLUSTER", "REPLICATE", master);
		}
		await("every node to serve", this::isServing);
	}

	private static void assignSlots(RedisServer node, int from, int to) {
		// ADDSLOTSRANGE is not known before Redis 7.
		List<String> command = new ArrayList<>(List.of("CLUSTER", "ADDSLOTS"));
		for (int slot = from; slot < to; slot++) {
			command.add(Integer.toString(slot));
		}
		node.execute(command.toArray(String[]::new));
	}

	private boolean isComplete() {
		return this.nodes.stream()
			.allMatch((node) -> text(node, "CLUSTER", "INFO")
				.contains("cluster_known_nodes:" + this.nodes.size() + "\r"));
	}

	private boolean isServing() {
		return this.nodes.stream().allMatch((node) -> text(node, "CLUSTER", "INFO").contains("cluster_state:ok"))
				&& this.nodes.subList(MASTERS, this.nodes.size())
					.stream()
					.allMatch((node) -> text(node, "INFO", "replication").contains("master_link_status:up"));
	}

	private static String text(RedisServer node, String... command) {
		return String.valueOf(node.execute(command));
	}

	static void await(String what, Condition condition) {
		long start = System.nanoTime();
		while (!condition.holds()) {
			if (System.nanoTime() - start > LIMIT.toNanos()) {
				throw new RedisStartException("Waited " + LIMIT + " in vain for " + what, null);
			}
			LockSupport.parkNanos(POLL_NANOS);
		}
	}

	/**
	 * The masters as they were assigned at the start.
	 * @return three servers
	 */
	public List<RedisServer> masters() {
		return List.copyOf(this.nodes.subList(0, MASTERS));
	}

	/**
	 * The replicas as they were assigned at the start; the one at index i follows the
	 * master at index i modulo 3.
	 * @return the servers, none if there are no replicas
	 */
	public List<RedisServer> replicas() {
		return List.copyOf(this.nodes.subList(MASTERS, this.nodes.size()));
	}

	/**
	 * All nodes, as {@code spring.data.redis.cluster.nodes} wants them.
	 * @return such as {@code 127.0.0.1:7000,127.0.0.1:7001}
	 */
	public String nodes() {
		return this.nodes.stream().map((node) -> node.host() + ":" + node.port()).collect(Collectors.joining(","));
	}

	/**
	 * Waits until every living node says that the cluster is served, such as after a
	 * failover.
	 * @throws RedisStartException if that takes longer than 90 s
	 */
	public void awaitServing() {
		await("the cluster to serve",
				() -> this.nodes.stream()
					.filter(RedisServer::isAlive)
					.allMatch((node) -> text(node, "CLUSTER", "INFO").contains("cluster_state:ok")));
	}

	/** Ends all nodes. Repeatable. */
	public void stop() {
		this.nodes.forEach(RedisServer::stop);
	}

	/** The same as {@link #stop()}. */
	@Override
	public void close() {
		stop();
	}

	/** Something to wait for. */
	@FunctionalInterface
	interface Condition {

		boolean holds();

	}

}
