package io.cacheaside.embedded;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A master with one replica, watched by three Sentinels on loopback ports. Not safe for
 * use by several threads at a time.
 */
public final class RedisSentinel implements AutoCloseable {

	private static final int SENTINELS = 3;

	private static final int QUORUM = 2;

	private static final String MASTER_NAME = "cacheaside";

	private final List<RedisServer> servers = new ArrayList<>();

	private final List<RedisServer> sentinels = new ArrayList<>();

	private RedisSentinel() {
	}

	/**
	 * Starts all five.
	 * @return a replicated Redis whose failure the Sentinels notice after one second
	 * @throws RedisStartException if it does not come about
	 */
	public static RedisSentinel start() {
		RedisSentinel sentinel = new RedisSentinel();
		try {
			sentinel.startAll();
			return sentinel;
		}
		catch (RuntimeException ex) {
			sentinel.stop();
			throw ex;
		}
	}

	private void startAll() {
		RedisServer master = RedisServer.builder().option("repl-diskless-sync-delay", "0").start();
		this.servers.add(master);
		this.servers.add(RedisServer.builder()
			.option("repl-diskless-sync-delay", "0")
			.option("replicaof", master.host(), Integer.toString(master.port()))
			.start());
		RedisCluster.await("the replica to be in sync",
				() -> String.valueOf(this.servers.get(1).execute("INFO", "replication"))
					.contains("master_link_status:up"));
		for (int i = 0; i < SENTINELS; i++) {
			this.sentinels.add(startSentinel(master));
		}
		RedisCluster.await("the Sentinels to know one another",
				() -> this.sentinels.stream().allMatch(RedisSentinel::seesAll));
	}

	private static RedisServer startSentinel(RedisServer master) {
		RedisServer sentinel = RedisServer.builder().sentinel().start();
		sentinel.execute("SENTINEL", "MONITOR", MASTER_NAME, master.host(), Integer.toString(master.port()),
				Integer.toString(QUORUM));
		sentinel.execute("SENTINEL", "SET", MASTER_NAME, "down-after-milliseconds", "1000");
		sentinel.execute("SENTINEL", "SET", MASTER_NAME, "failover-timeout", "5000");
		return sentinel;
	}

	private static boolean seesAll(RedisServer sentinel) {
		String state = String.valueOf(sentinel.execute("INFO", "sentinel"));
		return state.contains("slaves=1,sentinels=" + SENTINELS);
	}

	/**
	 * The name that the Sentinels know the master by.
	 * @return the value for {@code spring.data.redis.sentinel.master}
	 */
	public String masterName() {
		return MASTER_NAME;
	}

	/**
	 * The Sentinels, as {@code spring.data.redis.sentinel.nodes} wants them.
	 * @return such as {@code 127.0.0.1:26379,127.0.0.1:26380}
	 */
	public String nodes() {
		return this.sentinels.stream()
			.map((sentinel) -> sentinel.host() + ":" + sentinel.port())
			.collect(Collectors.joining(","));
	}

	/**
	 * The server that the first Sentinel takes for the master now.
	 * @return the master
	 */
	public RedisServer master() {
		return this.servers.get(masterIndex());
	}

	/**
	 * The other server.
	 * @return the replica
	 */
	public RedisServer replica() {
		return this.servers.get(1 - masterIndex());
	}

	private int masterIndex() {
		Object address = this.sentinels.get(0).execute("SENTINEL", "GET-MASTER-ADDR-BY-NAME", MASTER_NAME);
		return IntStream.range(0, this.servers.size())
			.filter((i) -> String.valueOf(address).endsWith(" " + this.servers.get(i).port() + "]"))
			.findFirst()
			.orElseThrow(() -> new IllegalStateException("the Sentinels name a foreign master: " + address));
	}

	/**
	 * Ends the master as a crash would, and waits until the replica has taken over.
	 * @throws RedisStartException if that takes longer than 90 s
	 */
	public void failOver() {
		RedisServer successor = replica();
		master().kill();
		RedisCluster.await("the replica to take over",
				() -> master() == successor && String.valueOf(successor.execute("ROLE")).startsWith("[master"));
	}

	/** Ends all five. Repeatable. */
	public void stop() {
		this.sentinels.forEach(RedisServer::stop);
		this.servers.forEach(RedisServer::stop);
	}

	/** The same as {@link #stop()}. */
	@Override
	public void close() {
		stop();
	}

}
