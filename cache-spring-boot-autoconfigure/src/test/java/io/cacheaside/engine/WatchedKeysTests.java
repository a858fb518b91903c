package io.cacheaside.engine;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import io.cacheaside.engine.use.KeyUse;
import io.cacheaside.engine.use.Lives;
import io.cacheaside.engine.use.UsedKeys;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/** What the engine tells of the use of keys, once somebody watches it. */
@Timeout(60)
class WatchedKeysTests {

	private final EngineFixture fixture = new EngineFixture();

	@Test
	void nothingIsWatchedUnlessAskedFor() {
		CacheRegion region = this.fixture.node().region("cache");
		load(region);
		assertThat(region.uses().seen()).isEqualTo(UsedKeys.NONE);
		assertThat(Objects.requireNonNull(region.local().get(EngineFixture.KEY)).use()).isNull();
	}

	@Test
	void keyThatIsHitOnceMoreWasNotReadInVain() {
		CacheRegion region = watched();
		load(region);
		assertThat(region.uses().seen()).extracting(UsedKeys::keys, UsedKeys::once).containsExactly(1L, 1L);
		load(region);
		assertThat(region.statistics().localHits()).isEqualTo(1);
		assertThat(region.uses().seen()).extracting(UsedKeys::keys, UsedKeys::once).containsExactly(1L, 0L);
	}

	@Test
	void remoteHitIsNoted() {
		this.fixture.withoutLocalTier();
		CacheRegion region = watched();
		load(region);
		this.fixture.time.pass(Duration.ofMinutes(5));
		load(region);
		assertThat(region.statistics().remoteHits()).isEqualTo(1);
		this.fixture.time.pass(Duration.ofMinutes(6));
		assertThat(region.uses().seen().lives().usedMillis().largest()).isEqualTo(300_000);
	}

	@Test
	void evictedValueHasNotExpired() {
		CacheRegion region = watched();
		load(region);
		Await.await(region.evict(EngineFixture.KEY));
		this.fixture.time.pass(Duration.ofMinutes(11));
		assertThat(region.uses().seen().lives()).extracting(Lives::invalidated, Lives::expired).containsExactly(1L, 0L);
	}

	@Test
	void valueThatAnotherNodeInvalidatedHasNotExpired() {
		CacheRegion region = watched();
		load(region);
		Await.await(this.fixture.node().region("cache").evict(EngineFixture.KEY));
		this.fixture.settle();
		load(region);
		assertThat(region.uses().seen().lives()).extracting(Lives::invalidated, Lives::expired).containsExactly(1L, 0L);
	}

	@Test
	void callWithoutRedisIsACall() {
		this.fixture.withoutLocalTier();
		CacheRegion region = watched();
		this.fixture.remote.reachable(false);
		load(region);
		assertThat(region.uses().seen().keys()).isEqualTo(1);
		assertThat(region.uses().seen().lives().invalidated()).isZero();
	}

	@Test
	void entryFromRedisIsWatchedToo() {
		CacheRegion region = watched();
		load(this.fixture.node().region("cache"));
		load(region);
		KeyUse use = Objects.requireNonNull(region.local().get(EngineFixture.KEY)).use();
		assertThat(use).isSameAs(region.uses().of(EngineFixture.KEY.logical())).isNotNull();
	}

	@Test
	void expiredValuesThatPutsReplaceHaveEnded() {
		CacheRegion region = watched();
		for (int i = 0; i < 20; i++) {
			Await.await(
					region.put(PendingPut.of(EngineFixture.KEY, region.start()), "value " + i, EngineFixture.STRINGS));
			this.fixture.time.pass(Duration.ofMinutes(11));
		}
		assertThat(region.uses().seen().lives()).extracting(Lives::expired, Lives::unread).containsExactly(20L, 20L);
	}

	/** They wake up when the new value is there, or soon is. */
	@Test
	void callersThatShareALoadDoNotEndTheLifeOfItsValue() throws Throwable {
		CacheRegion region = watched();
		int rounds = 30;
		for (int i = 0; i < rounds; i++) {
			List<Thread> joiners = Stream.generate(() -> new Thread(() -> load(region))).limit(8).toList();
			region.getOrLoad(EngineFixture.KEY, EngineFixture.STRINGS, () -> {
				joiners.forEach(Thread::start);
				Awaitility.await()
					.pollDelay(Duration.ZERO)
					.pollInterval(Duration.ofMillis(1))
					.until(() -> joiners.stream().allMatch((joiner) -> joiner.getState() == Thread.State.WAITING));
				return "value";
			});
			for (Thread joiner : joiners) {
				joiner.join();
			}
			Await.await(region.evict(EngineFixture.KEY));
		}
		assertThat(region.statistics().misses()).isEqualTo(9 * rounds);
		assertThat(region.uses().seen().lives().invalidated()).isEqualTo(rounds);
	}

	private CacheRegion watched() {
		CacheRegion region = this.fixture.node().region("cache");
		region.uses().watch();
		return region;
	}

	private static void load(CacheRegion region) {
		try {
			region.getOrLoad(EngineFixture.KEY, EngineFixture.STRINGS, () -> "value");
		}
		catch (Throwable ex) {
			throw new AssertionError(ex);
		}
	}

}
