package io.cacheaside.breaker;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.cacheaside.engine.BreakerState.Phase;
import io.cacheaside.engine.CacheEngine;
import io.cacheaside.engine.CacheRegion;
import io.cacheaside.engine.EngineListener;
import io.cacheaside.engine.EntryPolicy;
import io.cacheaside.engine.FakeRemoteTier.Operation;
import io.cacheaside.key.CacheKey;
import io.cacheaside.testing.FakeNode;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

/** What the callers of a cache notice of the breaker. */
class EngineBehindBreakerTests {

	private static final EntryPolicy STRINGS = EntryPolicy.defaults(String.class);

	private final FakeNode node = new FakeNode();

	private final CacheEngine engine = this.node.start(EngineListener.NONE,
			new BreakingRemoteTier(this.node.remote, BreakerFixture.SETTINGS, BreakerFixture.KINDS,
					new BreakerSurroundings(this.node.time, this.node.time, (phase) -> {
					})));

	private final CacheRegion cache = this.engine.region("user");

	private final AtomicInteger loads = new AtomicInteger();

	@Test
	void slowLoadersNeverOpenIt() throws Throwable {
		for (int i = 0; i < 50; i++) {
			this.cache.getOrLoad(key(i), STRINGS, () -> {
				this.node.pass(Duration.ofSeconds(5));
				return "value";
			});
		}
		assertThat(this.engine.breaker()).extracting("phase", "opened").containsExactly(Phase.CLOSED, 0L);
	}

	@Test
	void failingLoadersNeverOpenIt() {
		for (int i = 0; i < 50; i++) {
			CacheKey key = key(i);
			assertThat(catchThrowable(() -> this.cache.getOrLoad(key, STRINGS, () -> {
				throw new IllegalStateException("no source");
			}))).hasMessage("no source");
		}
		assertThat(this.engine.breaker().opened()).isZero();
	}

	@Test
	void whileItIsOpenMissesReachNothingAndLocalHitsGoOn() throws Throwable {
		load(0);
		open();
		int before = calls();
		long bypasses = this.cache.statistics().bypasses();
		for (int i = 1; i <= 100; i++) {
			load(i);
		}
		assertThat(calls()).as("calls of Redis").isEqualTo(before);
		assertThat(this.loads).hasValue(101);
		assertThat(this.cache.statistics().bypasses()).isEqualTo(bypasses + 100);
		load(0);
		assertThat(this.loads).hasValue(101);
	}

	@Test
	void readsThatCannotCatchUpWithTheLogOpenIt() throws Throwable {
		this.node.time.stop(Duration.ofSeconds(2));
		for (int i = 0; i < 10; i++) {
			assertThat(this.engine.log().trustsRemote()).isFalse();
			assertThat(this.engine.breaker().phase()).isEqualTo(Phase.CLOSED);
			this.node.log.failNext(new BreakerFixture.Timeout());
			load(i);
		}
		assertThat(this.engine.breaker().phase()).isEqualTo(Phase.OPEN);
		assertThat(this.node.remote.calls(Operation.READ)).isZero();
	}

	@Test
	void redisIsUsedAgainWithoutAnyTraffic() throws Throwable {
		open();
		this.node.pass(BreakerFixture.SETTINGS.openFor());
		assertThat(this.engine.isRemoteTrusted()).isTrue();
		load(1);
		assertThat(this.node.remote.keys()).contains("user:1");
	}

	@Test
	void evictionThatCouldNotBeCarriedOutWhileItWasOpenGoesBeforeReads() throws Throwable {
		load(1);
		open();
		this.cache.evict(key(1));
		assertThat(this.engine.undeliveredInvalidations()).isEqualTo(1);
		this.node.pass(BreakerFixture.SETTINGS.openFor().plusSeconds(1));
		assertThat(this.engine.undeliveredInvalidations()).isZero();
		assertThat(this.engine.isRemoteTrusted()).isTrue();
		assertThat(this.node.remote.keys()).doesNotContain("user:1");
	}

	private void open() throws Throwable {
		for (int i = 0; i < 10; i++) {
			this.node.remote.failNext(new BreakerFixture.Timeout());
			this.cache.lookup(new CacheKey("user", "user:none"), String.class);
		}
		assertThat(this.engine.breaker().phase()).isEqualTo(Phase.OPEN);
	}

	private void load(int id) throws Throwable {
		assertThat(this.cache.getOrLoad(key(id), STRINGS, () -> "value" + this.loads.incrementAndGet())).isNotNull();
	}

	private int calls() {
		return Stream.of(Operation.values()).mapToInt(this.node.remote::calls).sum();
	}

	private static CacheKey key(int id) {
		return new CacheKey("user", "user:" + id);
	}

}
