package io.cacheaside.engine;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

import io.cacheaside.CacheLayer;
import io.cacheaside.FreshnessSettings;
import io.cacheaside.InvalidationTarget;
import io.cacheaside.LoadSettings;
import io.cacheaside.codec.Entry;
import io.cacheaside.key.CacheKey;

import static io.cacheaside.engine.EngineFixture.KEY;
import static io.cacheaside.engine.EngineFixture.STRINGS;
import static io.cacheaside.engine.EngineFixture.UNEXPECTED;
import static org.assertj.core.api.Assertions.assertThat;

/** Values that are loaded anew in the background, on two nodes in fake time. */
class RefresherTests {

	private static final Duration AFTER = Duration.ofMinutes(1);

	private final HeldTasks background = new HeldTasks();

	private final EngineFixture fixture = new EngineFixture().freshness(new FreshnessSettings(AFTER, 0, Duration.ZERO))
		.loads(LoadSettings.UNLIMITED, LoadThreads.of(this.background));

	private final CacheEngine a = this.fixture.node();

	private final CacheEngine b = this.fixture.node();

	private int loads;

	@Test
	void dueValueIsServedAtOnceAndThenTheNewOne() throws Throwable {
		load(this.a, "old");
		this.fixture.time.pass(AFTER.minusMillis(1));
		assertThat(load(this.a, "early")).isEqualTo("old");
		this.fixture.time.pass(Duration.ofMillis(1));
		this.background.hold();
		assertThat(load(this.a, "new")).isEqualTo("old");
		assertThat(this.loads).isEqualTo(1);
		this.background.letGo();
		assertThat(this.loads).isEqualTo(2);
		assertThat(load(this.a, "newest")).isEqualTo("new");
		assertThat(region(this.a).statistics().refreshes()).isEqualTo(1);
		assertThat(Entry.parse(content()).orElseThrow().isLeased()).isFalse();
		assertThat(region(this.a).statistics().localHits()).isEqualTo(3);
	}

	@Test
	void manyCallersOfADueValueCostOneRefresh() throws Throwable {
		load(this.a, "old");
		this.fixture.time.pass(AFTER);
		this.background.hold();
		for (int i = 0; i < 10; i++) {
			assertThat(load(this.a, "new")).isEqualTo("old");
		}
		assertThat(this.background.size()).isEqualTo(1);
		this.background.letGo();
		assertThat(this.loads).isEqualTo(2);
	}

	@Test
	void valueDueInRedisAloneIsRefreshedToo() throws Throwable {
		this.fixture.withoutLocalTier();
		CacheEngine node = this.fixture.node();
		load(node, "old");
		this.fixture.time.pass(AFTER);
		assertThat(load(node, "new")).isEqualTo("old");
		assertThat(load(node, "newest")).isEqualTo("new");
		assertThat(this.loads).isEqualTo(2);
	}

	@Test
	void manyCallersOfAValueDueInRedisAloneCostOneRefresh() throws Throwable {
		this.fixture.withoutLocalTier();
		CacheEngine node = this.fixture.node();
		load(node, "old");
		this.fixture.time.pass(AFTER);
		this.background.hold();
		for (int i = 0; i < 10; i++) {
			assertThat(load(node, "new")).isEqualTo("old");
		}
		assertThat(this.background.size()).isEqualTo(1);
		this.background.letGo();
		assertThat(this.loads).isEqualTo(2);
	}

	@Test
	void whileOneNodeRefreshesTheOtherServes() throws Throwable {
		load(this.a, "old");
		load(this.b, "unused");
		this.fixture.time.pass(AFTER);
		region(this.a).getOrLoad(KEY, STRINGS, () -> {
			assertThat(region(this.b).getOrLoad(KEY, STRINGS, UNEXPECTED)).isEqualTo("old");
			this.fixture.time.pass(Duration.ofSeconds(7));
			assertThat(region(this.b).getOrLoad(KEY, STRINGS, UNEXPECTED)).isEqualTo("old");
			return "new";
		});
		assertThat(text()).isEqualTo("new");
	}

	@Test
	void otherNodeTakesOverWhatOneHasRefreshed() throws Throwable {
		load(this.a, "old");
		load(this.b, "unused");
		this.fixture.time.pass(AFTER);
		load(this.a, "new");
		assertThat(region(this.b).getOrLoad(KEY, STRINGS, UNEXPECTED)).isEqualTo("old");
		assertThat(region(this.b).getOrLoad(KEY, STRINGS, UNEXPECTED)).isEqualTo("new");
		assertThat(this.loads).isEqualTo(2);
	}

	@Test
	void holderThatDiedIsReplacedWhenItsTermIsOver() throws Throwable {
		load(this.a, "old");
		this.fixture.time.pass(AFTER);
		Lease lease = RemoteTierFixture.lease(KEY, LeaseRenewal.TERM);
		assertThat(RemoteTierFixture.get(this.fixture.remote.claim(lease, content()))).isTrue();
		assertThat(load(this.a, "unused")).isEqualTo("old");
		this.fixture.time.pass(LeaseRenewal.TERM.minusMillis(1));
		assertThat(load(this.a, "unused")).isEqualTo("old");
		assertThat(this.loads).isEqualTo(1);
		this.fixture.time.pass(Duration.ofMillis(1));
		assertThat(load(this.a, "new")).isEqualTo("old");
		assertThat(text()).isEqualTo("new");
	}

	@Test
	void holderThatWasStoppedForLongerThanItsLeaseDoesNotStore() throws Throwable {
		load(this.a, "old");
		this.fixture.time.pass(AFTER);
		region(this.a).getOrLoad(KEY, STRINGS, () -> {
			this.fixture.time.skip(Duration.ofSeconds(3));
			load(this.b, "unused");
			load(this.b, "newer");
			assertThat(text()).isIn("newer", "unused");
			return "late";
		});
		assertThat(text()).isIn("newer", "unused");
		assertThat(region(this.a).statistics().refusedPuts()).isEqualTo(1);
	}

	@Test
	void s5EvictionDuringARefreshRefusesItsValue() throws Throwable {
		load(this.a, "old");
		this.fixture.time.pass(AFTER);
		region(this.a).getOrLoad(KEY, STRINGS, () -> {
			// So that the slot alone knows, and not this node.
			this.fixture.log.hold();
			Await.await(region(this.b).evict(KEY));
			return "older";
		});
		this.fixture.log.release();
		assertThat(this.fixture.remote.content(KEY)).isEmpty();
		assertThat(region(this.a).statistics().refusedPuts()).isEqualTo(1);
		this.fixture.settle();
		assertThat(load(this.a, "new")).isEqualTo("new");
	}

	@Test
	void tagEvictedDuringARefreshMakesItsValueStale() throws Throwable {
		this.fixture.shape(new EngineFixture.Shape(true, Duration.ofMinutes(1), 0, Set.of("tag"), true, false));
		CacheEngine node = this.fixture.node();
		load(node, "old");
		this.fixture.time.pass(AFTER);
		region(node).getOrLoad(KEY, STRINGS, () -> {
			Await.await(this.b.invalidate(Invalidation.of(new InvalidationTarget.Tag("tag"))));
			return "older";
		});
		this.fixture.settle();
		assertThat(load(node, "new")).isEqualTo("new");
	}

	@Test
	void failedRefreshLeavesTheValueAndRests() throws Throwable {
		load(this.a, "old");
		this.fixture.time.pass(AFTER);
		assertThat(fail(this.a)).isEqualTo("old");
		assertThat(this.loads).isEqualTo(2);
		this.fixture.time.pass(Lease.REST.minusMillis(1));
		assertThat(fail(this.a)).isEqualTo("old");
		assertThat(fail(this.b)).isEqualTo("old");
		assertThat(this.loads).isEqualTo(2);
		this.fixture.time.pass(Duration.ofMillis(1));
		assertThat(load(this.b, "new")).isEqualTo("old");
		assertThat(text()).isEqualTo("new");
		assertThat(region(this.a).statistics().failedRefreshes()).isEqualTo(1);
	}

	@Test
	void valueThatIsNotToBeStoredRestsToo() throws Throwable {
		load(this.a, "old");
		this.fixture.time.pass(AFTER);
		load(this.a, "unencodable");
		this.fixture.time.pass(Duration.ofSeconds(4));
		load(this.a, "unencodable");
		assertThat(this.loads).isEqualTo(2);
		assertThat(text()).isEqualTo("old");
	}

	@Test
	void lookUpServesWhatIsDueAndRefreshesNothing() throws Throwable {
		load(this.a, "old");
		this.fixture.time.pass(AFTER);
		assertThat(region(this.a).lookup(KEY, String.class)).isEqualTo(new Lookup.Hit("old", CacheLayer.LOCAL));
		assertThat(region(this.b).lookup(KEY, String.class)).isEqualTo(new Lookup.Hit("old", CacheLayer.REMOTE));
		assertThat(this.loads).isEqualTo(1);
	}

	@Test
	void dueValueIsServedAndNotLoadedWhileRedisIsAway() throws Throwable {
		load(this.a, "old");
		this.fixture.time.pass(AFTER);
		this.fixture.remote.reachable(false);
		assertThat(load(this.a, "unused")).isEqualTo("old");
		this.fixture.remote.reachable(true);
		this.fixture.time.pass(Duration.ofSeconds(2));
		assertThat(load(this.a, "new")).isEqualTo("old");
		assertThat(text()).isEqualTo("new");
		assertThat(this.loads).isEqualTo(2);
	}

	@Test
	void valueThatRedisLostIsLoadedAnewInTheBackground() throws Throwable {
		load(this.a, "old");
		this.fixture.time.pass(AFTER);
		this.fixture.remote.delete(List.of(KEY));
		assertThat(load(this.a, "new")).isEqualTo("old");
		assertThat(text()).isEqualTo("new");
	}

	@Test
	void valueThatEndsDuringItsRefreshIsAMissThatIsLeased() throws Throwable {
		load(this.a, "old");
		this.fixture.time.pass(Duration.ofMinutes(10).minusSeconds(1));
		region(this.a).getOrLoad(KEY, STRINGS, () -> {
			this.fixture.time.pass(Duration.ofSeconds(2));
			Lookup lookup = region(this.b).lookup(KEY, String.class);
			assertThat(lookup).isInstanceOfSatisfying(Lookup.Miss.class, (miss) -> {
				assertThat(miss.leased()).isTrue();
				assertThat(miss.beside()).isNull();
			});
			return "new";
		});
		assertThat(text()).isEqualTo("new");
	}

	@Test
	void valuesStoredTogetherAreNotRefreshedTogether() throws Throwable {
		this.fixture.shape(new EngineFixture.Shape(true, Duration.ofMinutes(1), 0.5, Set.of(), true, false));
		CacheEngine node = this.fixture.node();
		Set<Long> times = new HashSet<>();
		for (int i = 0; i < 20; i++) {
			CacheKey key = new CacheKey("cache", "cache:" + i);
			region(node).getOrLoad(key, STRINGS, () -> "value");
			Entry entry = Entry.parse(this.fixture.remote.content(key).orElseThrow()).orElseThrow();
			assertThat(entry.refreshAt() - entry.storedAt()).isBetween(30_000L, 60_000L);
			times.add(entry.refreshAt());
		}
		assertThat(times).hasSizeGreaterThan(10);
	}

	private Object load(CacheEngine node, String value) throws Throwable {
		return region(node).getOrLoad(KEY, STRINGS, () -> {
			this.loads++;
			return value;
		});
	}

	private Object fail(CacheEngine node) throws Throwable {
		return region(node).getOrLoad(KEY, STRINGS, () -> {
			this.loads++;
			throw new IllegalStateException("the source is away");
		});
	}

	private byte[] content() {
		return this.fixture.remote.content(KEY).orElseThrow();
	}

	private String text() {
		return RemoteTierFixture.text(this.fixture.remote.content(KEY)).orElseThrow();
	}

	private static CacheRegion region(CacheEngine node) {
		return node.region("cache");
	}

}
