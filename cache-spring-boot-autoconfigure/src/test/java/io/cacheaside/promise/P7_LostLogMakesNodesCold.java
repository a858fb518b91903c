package io.cacheaside.promise;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.cacheaside.embedded.RedisServer;
import io.cacheaside.testing.TcpProxy;
import io.cacheaside.testing.TcpProxy.Direction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A log that was trimmed, deleted, flushed, evicted, or lost with its server makes nodes
 * cold, never stale, and they cache again without a restart. Each time a tag is
 * invalidated, since its entries stay in Redis and nothing but the log tells that they
 * are stale.
 */
class P7_LostLogMakesNodesCold extends NodesOfATest {

	@ParameterizedTest
	@EnumSource
	void nodeThatHadNotHeardOfAnInvalidationServesNothingOld(LogLoss loss) {
		withNodes((node, other) -> {
			warm("old", node, other);
			other.proxy().hold(Direction.TO_CLIENT);
			this.source.write(ID, "new");
			long acknowledged = invalidate(Invalidating.TAG, node);
			loss.on(this.redis);
			assertBounded(other, "new", acknowledged);
			other.proxy().restore();
			assertBounded(other, "new", acknowledged);
			assertBounded(node, "new", acknowledged);
			awaitCachingOf("new", node, other);
		});
	}

	@ParameterizedTest
	@EnumSource
	void nodesThatHadHeardOfAnInvalidationServeNothingOld(LogLoss loss) {
		withNodes((node, other) -> {
			warm("old", node, other);
			this.source.write(ID, "new");
			invalidate(Invalidating.TAG, node);
			loss.on(this.redis);
			long lost = System.nanoTime();
			assertThat(read(node)).isEqualTo("new");
			assertBounded(node, "new", lost - MAX_STALENESS.toNanos());
			assertBounded(other, "new", lost);
			awaitCachingOf("new", node, other);
		});
	}

	@ParameterizedTest
	@EnumSource
	void nodeThatStartsAfterwardsServesNothingOld(LogLoss loss) {
		withNodes((node, other) -> {
			warm("old", node, other);
			this.source.write(ID, "new");
			invalidate(Invalidating.TAG, node);
			loss.on(this.redis);
			withNodes((third, fourth) -> {
				assertThat(read(third)).isEqualTo("new");
				awaitCachingOf("new", third, fourth);
			});
		});
	}

	@ParameterizedTest
	@EnumSource
	void invalidationsOfALogThatBeganAnewAreHeard(LogLoss loss) {
		withNodes((node, other) -> {
			warm("old", node, other);
			loss.on(this.redis);
			for (Invalidating kind : Invalidating.values()) {
				awaitDelivery(node);
				this.source.write(ID, "new " + kind);
				kind.on(node);
				long acknowledged = System.nanoTime();
				assertThat(read(node)).isEqualTo("new " + kind);
				awaitDelivery(node);
				assertBounded(other, "new " + kind, Math.max(acknowledged, System.nanoTime()));
			}
		});
	}

	@Test
	void failoverToAReplicaThatLaggedMakesNodesCold() {
		try (TcpProxy link = TcpProxy.to(this.redis.host(), this.redis.port());
				RedisServer replica = replicaBehind(link)) {
			withNodes((node, other) -> {
				warm("old", node, other);
				awaitReplicated(replica);
				link.hold(Direction.TO_CLIENT);
				this.source.write(ID, "new");
				awaitWithinBound(other, "new", invalidate(Invalidating.TAG, node));
				node.proxy().leadTo(replica.port());
				other.proxy().leadTo(replica.port());
				this.redis.kill();
				replica.execute("REPLICAOF", "NO", "ONE");
				assertBounded(node, "new", System.nanoTime() - MAX_STALENESS.toNanos());
				assertBounded(other, "new", System.nanoTime() - MAX_STALENESS.toNanos());
				awaitCachingOf("new", node, other);
			});
		}
	}

	@Test
	void failoverThatLosesWhatOneNodeHadNotHeardIsRepairedByTheOther() {
		try (TcpProxy link = TcpProxy.to(this.redis.host(), this.redis.port());
				RedisServer replica = replicaBehind(link)) {
			withNodes((node, other) -> {
				warm("old", node, other);
				awaitReplicated(replica);
				link.hold(Direction.TO_CLIENT);
				other.proxy().hold(Direction.TO_CLIENT);
				this.source.write(ID, "new");
				invalidate(Invalidating.TAG, node);
				long epoch = node.engine().log().applied().epoch();
				node.proxy().leadTo(replica.port());
				other.proxy().leadTo(replica.port());
				this.redis.kill();
				replica.execute("REPLICAOF", "NO", "ONE");
				other.proxy().restore();
				other.proxy().cut();
				// The node that remembers needs to be connected for the other to learn.
				await().atMost(LIMIT).until(() -> node.engine().log().applied().epoch() != epoch);
				await().atMost(LIMIT).until(() -> read(other).equals("new"));
				assertBounded(node, "new", System.nanoTime() - MAX_STALENESS.toNanos());
				assertBounded(other, "new", System.nanoTime());
				awaitCachingOf("new", node, other);
			});
		}
	}

	private RedisServer replicaBehind(TcpProxy link) {
		RedisServer replica = RedisServer.builder()
			.option("replicaof", link.host(), Integer.toString(link.port()))
			.start();
		await().atMost(LIMIT)
			.until(() -> String.valueOf(replica.execute("INFO", "replication")).contains("master_link_status:up"));
		return replica;
	}

	private void awaitReplicated(RedisServer replica) {
		long written = offset(this.redis, "master_repl_offset");
		await().atMost(LIMIT).until(() -> offset(replica, "slave_repl_offset") >= written);
	}

	private static long offset(RedisServer server, String name) {
		return String.valueOf(server.execute("INFO", "replication"))
			.lines()
			.filter((line) -> line.startsWith(name + ":"))
			.mapToLong((line) -> Long.parseLong(line.substring(name.length() + 1).strip()))
			.findFirst()
			.orElseThrow();
	}

}
