package io.cacheaside.redis;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.cacheaside.embedded.RedisServer;
import io.cacheaside.engine.Lease;
import io.cacheaside.engine.SweepRule;
import io.lettuce.core.RedisException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.data.redis.connection.RedisStandaloneConfiguration;

import static io.cacheaside.redis.TierFixture.entry;
import static io.cacheaside.redis.TierFixture.failureOf;
import static io.cacheaside.redis.TierFixture.get;
import static io.cacheaside.redis.TierFixture.key;
import static io.cacheaside.redis.TierFixture.lease;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** One Redis that stops, dies, comes back, or was never there. */
class RemoteTierFaultsIntegrationTests {

	private static final Duration SHORT = Duration.ofMillis(200);

	/** For those who have to be answered first, also by a machine that is busy. */
	private static final Duration BEARABLE = Duration.ofSeconds(3);

	/**
	 * The time-out of those who should not wait for it, and the limit of what is awaited.
	 */
	private static final Duration LONG = Duration.ofSeconds(30);

	/** Two seconds, and what it takes to ask. */
	private static final Duration SOON = Duration.ofSeconds(3);

	/** What a busy machine adds; far less than {@link #LONG}. */
	private static final Duration MARGIN = Duration.ofSeconds(10);

	static Stream<Function<LettuceRemoteTier, CompletionStage<?>>> calls() {
		return Stream.of((tier) -> tier.read(key("1")), (tier) -> tier.readAll(List.of(key("1"), key("2"))),
				(tier) -> tier.lease(lease("1"), null), (tier) -> tier.lease(lease("1"), new byte[] { 1 }),
				(tier) -> tier.seize(lease("1")), (tier) -> tier.extend(lease("1")), (tier) -> tier.release(lease("1")),
				(tier) -> tier.store(entry(lease("1"))), (tier) -> tier.delete(List.of(key("1"))),
				(tier) -> tier.makeDue(List.of(key("1"))));
	}

	static Stream<Function<LettuceRemoteTier, CompletionStage<?>>> batches() {
		return Stream.of((tier) -> tier.leaseAll(List.of(lease("1"))),
				(tier) -> tier.storeAll(List.of(entry(lease("1")))),
				(tier) -> tier.sweep(List.of(key("1")), SweepRule.removing((stored) -> true)),
				(tier) -> tier.sweep(SweepRule.removing((stored) -> true)));
	}

	@ParameterizedTest
	@MethodSource("calls")
	void pausedServerFailsACallWhenItsTimeIsOver(Function<LettuceRemoteTier, CompletionStage<?>> call) {
		try (RedisServer server = RedisServer.start();
				TierFixture fixture = TierFixture.standalone(server, SHORT).connected()) {
			server.pause();
			TierFixture.Failure failure = failureOf(call.apply(fixture.tier), System.nanoTime());
			assertThat(failure.cause()).isInstanceOf(TimeoutException.class);
			assertThat(failure.after()).isBetween(SHORT.dividedBy(2), SHORT.plus(MARGIN));
			server.resume();
			await().atMost(LONG).until(fixture::works);
		}
	}

	@Test
	void callsFailAtOnceWhileTheServerIsDead() {
		try (RedisServer server = RedisServer.start();
				TierFixture fixture = TierFixture.standalone(server, LONG).connected()) {
			server.kill();
			await().atMost(LONG).until(() -> !fixture.tier.isConnected());
			long start = System.nanoTime();
			for (int i = 0; i < 1_000; i++) {
				assertThat(failureOf(fixture.tier.read(key("1")), start).cause())
					.isInstanceOf(NotConnectedException.class);
			}
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(MARGIN);
			Stream.concat(calls(), batches())
				.forEach((call) -> assertThat(failureOf(call.apply(fixture.tier), start).cause())
					.isInstanceOf(NotConnectedException.class));
			assertThat(fixture.tier.serverMillis(key("1"))).isEmpty();
		}
	}

	@Test
	void callsThatWaitFailAtOnceWhenTheServerDies() {
		try (RedisServer server = RedisServer.start();
				TierFixture fixture = TierFixture.standalone(server, LONG).connected()) {
			server.pause();
			List<CompletionStage<?>> waiting = Stream.concat(calls(), batches())
				.<CompletionStage<?>>map((call) -> call.apply(fixture.tier))
				.toList();
			server.kill();
			long start = System.nanoTime();
			waiting.forEach((stage) -> {
				TierFixture.Failure failure = failureOf(stage, start);
				assertThat(failure.cause()).isInstanceOf(Exception.class).isNotInstanceOf(TimeoutException.class);
				assertThat(failure.after()).isLessThan(MARGIN);
			});
		}
	}

	@Test
	void writeThatFailedIsNotSentAgainToTheRestartedServer() {
		try (RedisServer server = RedisServer.start();
				TierFixture fixture = TierFixture.standalone(server, LONG).connected()) {
			server.pause();
			List<CompletionStage<Void>> writes = IntStream.range(0, 50)
				.mapToObj((i) -> fixture.tier.seize(lease("" + i)))
				.toList();
			server.kill();
			server.restartEmpty();
			writes.forEach((write) -> failureOf(write, System.nanoTime()));
			await().atMost(LONG).until(fixture.tier::isConnected);
			await().atMost(LONG).until(fixture::works);
			assertThat(server.execute("DBSIZE")).isEqualTo(1L);
		}
	}

	@Test
	void storeThatWaitsInASocketDoesNotLandAfterAnEvict() {
		try (RedisServer server = RedisServer.start();
				TierFixture slow = TierFixture.standalone(server, BEARABLE).connected();
				TierFixture other = TierFixture.standalone(server, LONG).connected()) {
			Lease lease = lease("1");
			get(slow.tier.seize(lease));
			// So that the server knows the script, and the paused call is one command.
			assertThat(get(slow.tier.store(entry(lease("2"))))).isFalse();
			server.pause();
			CompletionStage<Long> evict = other.tier.delete(List.of(lease.key()));
			TierFixture.Failure failure = failureOf(slow.tier.store(entry(lease)), System.nanoTime());
			assertThat(failure.cause()).isInstanceOf(TimeoutException.class);
			server.resume();
			assertThat(get(evict)).isEqualTo(1);
			// Behind the store on its connection.
			assertThat(get(slow.tier.read(lease.key()))).isEmpty();
			assertThat(server.execute("DBSIZE")).isEqualTo(0L);
			assertThat(String.valueOf(server.execute("INFO", "commandstats"))).contains("cmdstat_evalsha:calls=2,");
		}
	}

	@Test
	void restartedServerIsUsedAgainSoonAfterALongOutage() {
		try (RedisServer server = RedisServer.start();
				TierFixture fixture = TierFixture.standalone(server, LONG).connected()) {
			Duration fastest = LONG;
			for (int i = 0; i < 3 && fastest.compareTo(SOON) > 0; i++) {
				server.kill();
				await().atMost(LONG).during(Duration.ofSeconds(4)).until(() -> !fixture.works());
				server.restartEmpty();
				long restarted = System.nanoTime();
				await().atMost(LONG).until(fixture::works);
				fastest = Duration.ofNanos(Math.min(fastest.toNanos(), System.nanoTime() - restarted));
			}
			assertThat(fastest).isLessThanOrEqualTo(SOON);
		}
	}

	@Test
	void serverThatStartsAfterTheTierIsFound() {
		int port;
		try (RedisServer reserved = RedisServer.start()) {
			port = reserved.port();
		}
		try (TierFixture fixture = new TierFixture(new RedisStandaloneConfiguration("127.0.0.1", port),
				TierFixture.PREFIX, LONG)) {
			TierFixture.Failure failure = failureOf(fixture.tier.read(key("1")), System.nanoTime());
			assertThat(failure.cause()).isInstanceOf(NotConnectedException.class);
			assertThat(failure.after()).isLessThan(MARGIN);
			assertThat(fixture.connections.awaitConnected(SHORT)).isFalse();
			try (RedisServer server = RedisServer.builder().port(port).start()) {
				await().atMost(LONG).until(fixture::works);
				assertThat(server.execute("DBSIZE")).isEqualTo(1L);
			}
		}
	}

	@Test
	void serverThatIsPausedWhileTheTierConnectsHoldsUpNobody() {
		try (RedisServer server = RedisServer.start()) {
			server.pause();
			try (TierFixture fixture = TierFixture.standalone(server, LONG)) {
				TierFixture.Failure failure = failureOf(fixture.tier.read(key("1")), System.nanoTime());
				assertThat(failure.cause()).isInstanceOf(NotConnectedException.class);
				assertThat(failure.after()).isLessThan(MARGIN);
				server.resume();
				await().atMost(LONG).until(fixture::works);
			}
		}
	}

	@Test
	void connectionThatTheServerCutsIsReplaced() {
		try (RedisServer server = RedisServer.start();
				TierFixture fixture = TierFixture.standalone(server, LONG).connected()) {
			for (int i = 0; i < 5; i++) {
				server.execute("CLIENT", "KILL", "TYPE", "normal");
				await().atMost(LONG).until(fixture::works);
			}
			await().atMost(LONG).until(() -> ourConnections(server) == 3);
		}
	}

	@Test
	void connectionThatStaysSilentIsLeftAndCallsFailAtOnce() {
		try (RedisServer server = RedisServer.start();
				TierFixture fixture = TierFixture.standalone(server, SHORT).connected()) {
			server.pause();
			AtomicInteger timedOut = new AtomicInteger();
			long start = System.nanoTime();
			await().atMost(LONG).until(() -> {
				boolean timeout = failureOf(fixture.tier.read(key("1")), System.nanoTime())
					.cause() instanceof TimeoutException;
				timedOut.addAndGet(timeout ? 1 : 0);
				return !timeout;
			});
			assertThat(timedOut.get()).isGreaterThan(1);
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofSeconds(5));
			assertThat(fixture.tier.isConnected()).isFalse();
			server.resume();
			await().atMost(LONG).until(fixture::works);
		}
	}

	@ParameterizedTest
	@MethodSource("writes")
	void demotedMasterIsLeftAndFoundAgain(Function<LettuceRemoteTier, CompletionStage<?>> call) {
		try (RedisServer server = RedisServer.start();
				RedisServer other = RedisServer.start();
				TierFixture fixture = TierFixture.standalone(server, LONG).connected()) {
			MasterConnection before = Objects.requireNonNull(fixture.connections.commands().connection());
			server.execute("REPLICAOF", other.host(), Integer.toString(other.port()));
			TierFixture.Failure failure = failureOf(call.apply(fixture.tier), System.nanoTime());
			assertThat(failure.cause()).isInstanceOf(RedisException.class).hasMessageContaining("READONLY");
			// A second later there is another one, of the same server.
			assertThat(fixture.connections.commands().connection()).isNotSameAs(before);
			await().atMost(LONG).until(() -> !before.isOpen());
			server.execute("REPLICAOF", "NO", "ONE");
			await().atMost(LONG).until(fixture::works);
		}
	}

	static Stream<Function<LettuceRemoteTier, CompletionStage<?>>> writes() {
		return Stream.of((tier) -> tier.seize(lease("1")), (tier) -> tier.lease(lease("1"), new byte[] { 1 }));
	}

	@Test
	void refusalOfACommandFailsItAndKeepsTheConnection() {
		try (RedisServer server = RedisServer.builder().option("maxmemory", "1").start();
				TierFixture fixture = TierFixture.standalone(server, LONG).connected()) {
			writes().forEach((call) -> assertThat(failureOf(call.apply(fixture.tier), System.nanoTime()).cause())
				.hasMessageContaining("OOM"));
			assertThat(failureOf(fixture.tier.leaseAll(List.of(lease("1"))), System.nanoTime()).cause())
				.hasMessageContaining("OOM");
			assertThat(fixture.tier.isConnected()).isTrue();
			assertThat(get(fixture.tier.read(key("1")))).isEmpty();
		}
	}

	@Test
	void closedTierFailsAtOnceLeavesNoConnectionAndTheClientToSpring() {
		try (RedisServer server = RedisServer.start();
				TierFixture fixture = TierFixture.standalone(server, LONG).connected()) {
			assertThat(ourConnections(server)).isEqualTo(3);
			fixture.connections.close();
			fixture.connections.close();
			assertThat(fixture.tier.isConnected()).isFalse();
			assertThat(failureOf(fixture.tier.read(key("1")), System.nanoTime()).cause())
				.isInstanceOf(NotConnectedException.class);
			await().atMost(LONG).until(() -> ourConnections(server) == 0);
			try (var connection = fixture.factory.getConnection()) {
				assertThat(connection.ping()).isEqualTo("PONG");
			}
		}
	}

	@Test
	void clientThatIsShutDownFirstFailsCallsAndThrowsNothing() {
		try (RedisServer server = RedisServer.start();
				TierFixture fixture = TierFixture.standalone(server, LONG).connected()) {
			fixture.factory.destroy();
			assertThat(failureOf(fixture.tier.read(key("1")), System.nanoTime()).cause()).isNotNull();
			assertThat(failureOf(fixture.tier.storeAll(List.of(entry(lease("1")))), System.nanoTime()).cause())
				.isNotNull();
			assertThat(failureOf(fixture.tier.sweep(SweepRule.removing((stored) -> true)), System.nanoTime()).cause())
				.isNotNull();
			await().atMost(LONG).until(() -> !fixture.tier.isConnected());
		}
	}

	private static long ourConnections(RedisServer server) {
		String clients = String.valueOf(server.execute("CLIENT", "LIST"));
		// One of them is the connection that asks.
		return clients.lines().count() - 1;
	}

}
