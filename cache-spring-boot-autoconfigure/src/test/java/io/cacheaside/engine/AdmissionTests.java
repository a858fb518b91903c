package io.cacheaside.engine;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.cacheaside.engine.FakeRemoteTier.Operation;
import io.cacheaside.engine.PendingLoad.Loaded;
import io.cacheaside.key.CacheKey;

import static io.cacheaside.engine.EngineFixture.KEY;
import static io.cacheaside.engine.EngineFixture.STRINGS;
import static io.cacheaside.engine.EngineFixture.UNEXPECTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Waiting for loads of other nodes, in fake time. */
@Timeout(60)
class AdmissionTests {

	private final EngineFixture fixture = new EngineFixture().withoutLocalTier();

	private final CacheEngine a = this.fixture.node();

	private final CacheEngine b = this.fixture.node();

	@Test
	void callerWaitsForTheValueOfAnotherNode() {
		AttendedLoad load = attend(this.a);
		CompletableFuture<@Nullable Object> waiting = waiting(UNEXPECTED);
		this.fixture.time.pass(Duration.ofMillis(100));
		assertThat(waiting).isNotDone();
		store(load, "value");
		this.fixture.time.pass(Duration.ofMillis(30));
		assertThat(waiting.join()).isEqualTo("value");
		assertThat(region(this.b).statistics().waits()).isEqualTo(1);
		assertThat(region(this.b).statistics().remoteHits()).isEqualTo(1);
		assertThat(region(this.b).statistics().misses()).isZero();
	}

	@Test
	void slotIsLookedAtLessOftenTheLongerItIsWaitedFor() {
		AttendedLoad load = attend(this.a);
		CompletableFuture<@Nullable Object> waiting = waiting(UNEXPECTED);
		int first = this.fixture.remote.calls(Operation.READ);
		this.fixture.time.pass(Duration.ofMillis(100));
		int second = this.fixture.remote.calls(Operation.READ);
		assertThat(second - first).isBetween(8, 20);
		this.fixture.time.pass(Duration.ofSeconds(10));
		assertThat(this.fixture.remote.calls(Operation.READ) - second).isBetween(90, 115);
		store(load, "value");
		this.fixture.time.pass(Duration.ofMillis(100));
		assertThat(waiting.join()).isEqualTo("value");
	}

	@Test
	void slotThatIsGivenBackIsTakenByWhoWaits() {
		AttendedLoad load = attend(this.a);
		CompletableFuture<@Nullable Object> waiting = waiting(() -> "next");
		this.fixture.time.pass(Duration.ofMillis(100));
		load.abandon();
		this.fixture.time.pass(Duration.ofMillis(30));
		assertThat(waiting.join()).isEqualTo("next");
	}

	@Test
	void slotWhoseHolderDiedIsTakenWhenItsLeaseIsOver() {
		// Closed without a value, as if its process were gone: nobody extends the lease.
		attend(this.a).close();
		CompletableFuture<@Nullable Object> waiting = waiting(() -> "next");
		this.fixture.time.pass(Duration.ofMillis(1_900));
		assertThat(waiting).isNotDone();
		this.fixture.time.pass(Duration.ofMillis(200));
		assertThat(waiting.join()).isEqualTo("next");
	}

	@Test
	void loadThatIsTooOldToBeStoredIsNotWaitedFor() {
		attend(this.a);
		CompletableFuture<@Nullable Object> waiting = waiting(() -> "own");
		this.fixture.time.pass(CoherenceSettings.DEFAULTS.maxLoadAge().plusSeconds(3));
		assertThat(waiting.join()).isEqualTo("own");
	}

	@Test
	void callerInATransactionThatMayWriteWaitsForNobody() throws Throwable {
		AttendedLoad load = attend(this.a);
		this.fixture.transactions.begin(this.b.capture());
		assertThat(region(this.b).getOrLoad(KEY, STRINGS, () -> "own")).isEqualTo("own");
		this.fixture.transactions.commit();
		store(load, "value");
		assertThat(region(this.b).getOrLoad(KEY, STRINGS, UNEXPECTED)).isEqualTo("value");
	}

	@Test
	void callerThatHoldsALeaseWaitsForNobody() throws Throwable {
		AttendedLoad load = attend(this.a);
		CacheKey other = new CacheKey("cache", "cache:other");
		AttendedLoad own = region(this.b).attend(other, other, String.class,
				new Attending.Call(region(this.b).start(), Refreshing.NONE));
		assertThat(region(this.b).getOrLoad(KEY, STRINGS, () -> "own")).isEqualTo("own");
		own.close();
		CompletableFuture<@Nullable Object> waiting = waiting(UNEXPECTED);
		store(load, "value");
		this.fixture.time.pass(Duration.ofMillis(30));
		assertThat(waiting.join()).isEqualTo("value");
	}

	@Test
	void closedEngineLetsNobodyWait() {
		attend(this.a);
		CompletableFuture<@Nullable Object> waiting = waiting(() -> "own");
		this.b.close();
		assertThat(waiting.join()).isEqualTo("own");
	}

	@Test
	void redisThatGoesAwayEndsTheWait() {
		attend(this.a);
		CompletableFuture<@Nullable Object> waiting = waiting(() -> "own");
		this.fixture.remote.reachable(false);
		this.fixture.time.pass(Duration.ofMillis(100));
		assertThat(waiting.join()).isEqualTo("own");
	}

	private static CacheRegion region(CacheEngine node) {
		return node.region("cache");
	}

	private static AttendedLoad attend(CacheEngine node) {
		AttendedLoad load = region(node).attend(KEY, KEY, String.class,
				new Attending.Call(region(node).start(), Refreshing.NONE));
		assertThat(load.lookup()).isInstanceOf(Lookup.Miss.class);
		return load;
	}

	private void store(AttendedLoad load, String value) {
		PendingLoad pending = load.load();
		assertThat(pending).isNotNull();
		Await.await(region(this.a).store(pending, Loaded.of(value), STRINGS));
		load.close();
	}

	/** A caller on the other node that waits by now. */
	private CompletableFuture<@Nullable Object> waiting(Loader loader) {
		CompletableFuture<@Nullable Object> result = new CompletableFuture<>();
		Thread thread = new Thread(() -> {
			try {
				result.complete(region(this.b).getOrLoad(KEY, STRINGS, loader));
			}
			catch (Throwable ex) {
				result.completeExceptionally(ex);
			}
		}, "caller");
		thread.setDaemon(true);
		thread.start();
		await().until(() -> region(this.b).statistics().waits() > 0 && thread.getState() == Thread.State.WAITING);
		return result.orTimeout(20, TimeUnit.SECONDS);
	}

}
