package io.cacheaside.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.LoadSettings;
import io.cacheaside.key.CacheKey;

import static io.cacheaside.engine.EngineFixture.KEY;
import static io.cacheaside.engine.EngineFixture.STRINGS;
import static io.cacheaside.engine.EngineFixture.UNEXPECTED;
import static org.assertj.core.api.Assertions.assertThat;

/** Hits that are compared with their source, in fake time. */
@Timeout(60)
class ReadWatchTests {

	private static final Duration EVERY = Duration.ofSeconds(10);

	private final List<Duration> ages = new ArrayList<>();

	private final HeldTasks background = new HeldTasks();

	private boolean broken;

	private final EngineFixture fixture = new EngineFixture()
		.loads(LoadSettings.UNLIMITED, LoadThreads.of(this.background))
		.watch(new WatchSettings(EVERY, 0), new EngineListener() {

			@Override
			public void staleRead(String cacheName, Duration age) {
				ReadWatchTests.this.ages.add(age);
				if (ReadWatchTests.this.broken) {
					throw new IllegalStateException("a bug");
				}
			}

		});

	private final CacheEngine node = this.fixture.node();

	private int loads;

	@Test
	void oneHitOfEachPeriodIsComparedAndServedAtOnce() throws Throwable {
		load("value");
		load("value");
		assertThat(this.loads).isEqualTo(1);
		pass();
		this.background.hold();
		assertThat(load("value")).isEqualTo("value");
		assertThat(load("value")).isEqualTo("value");
		assertThat(this.loads).isEqualTo(1);
		this.background.letGo();
		assertThat(this.loads).isEqualTo(2);
		assertThat(count(ReadCheck.CURRENT)).isEqualTo(1);
		load("value");
		assertThat(this.loads).isEqualTo(2);
		pass();
		load("value");
		assertThat(this.loads).isEqualTo(3);
		assertThat(count(ReadCheck.CURRENT)).isEqualTo(2);
		assertThat(statistics().localHits()).isEqualTo(5);
		assertThat(statistics().loads()).isEqualTo(1);
	}

	@Test
	void sourceThatChangedWithoutInvalidationIsFoundWithTheAgeOfTheValue() throws Throwable {
		load("old");
		pass();
		assertThat(load("new")).isEqualTo("old");
		assertThat(count(ReadCheck.STALE)).isZero();
		settle();
		assertThat(count(ReadCheck.STALE)).isEqualTo(1);
		assertThat(this.ages).containsExactly(EVERY);
		assertThat(load("new")).isEqualTo("old");
		assertThat(RemoteTierFixture.text(this.fixture.remote.content(KEY))).hasValue("old");
	}

	@Test
	void remoteHitIsComparedToo() throws Throwable {
		this.fixture.withoutLocalTier();
		CacheEngine other = this.fixture.node();
		load(other, "old");
		pass();
		assertThat(load(other, "new")).isEqualTo("old");
		settle();
		assertThat(other.region("cache").statistics().verifiedReads(ReadCheck.STALE)).isEqualTo(1);
		assertThat(this.ages).hasSize(1);
	}

	@Test
	void hitWhoseInvalidationWasOnItsWayIsUndecided() throws Throwable {
		load("old");
		pass();
		load("new");
		Await.await(region().evict(KEY));
		settle();
		assertThat(count(ReadCheck.UNDECIDED)).isEqualTo(1);
		assertThat(count(ReadCheck.STALE)).isZero();
	}

	@Test
	void hitWhoseInvalidationThisNodeCannotHearIsUndecided() throws Throwable {
		load("old");
		pass();
		load("new");
		this.fixture.log.reachable(false);
		this.fixture.time.pass(Duration.ofSeconds(3));
		assertThat(count(ReadCheck.UNDECIDED)).isEqualTo(1);
	}

	@Test
	void invalidationOfAnotherKeyExplainsNothing() throws Throwable {
		load("old");
		pass();
		load("new");
		Await.await(this.node.invalidate(Invalidation.of(new InvalidationTarget.Key("cache", "cache:other"))));
		settle();
		assertThat(count(ReadCheck.STALE)).isEqualTo(1);
	}

	@Test
	void whatIsInvalidatedSoftlyIsNotCompared() throws Throwable {
		load("old");
		pass();
		Await.await(this.node.invalidate(Invalidation.of(new InvalidationTarget.Key("cache", "cache:key").soft())));
		load("new");
		settle();
		assertThat(count(ReadCheck.STALE) + count(ReadCheck.UNDECIDED)).isZero();
	}

	@Test
	void failingLoaderFailsTheComparisonAndNotTheCall() throws Throwable {
		load("value");
		pass();
		assertThat(region().getOrLoad(KEY, STRINGS, UNEXPECTED)).isEqualTo("value");
		assertThat(count(ReadCheck.FAILED)).isEqualTo(1);
		pass();
		load("value");
		assertThat(count(ReadCheck.CURRENT)).isEqualTo(1);
	}

	@Test
	void nothingIsComparedInATransactionOrALoader() throws Throwable {
		load("value");
		pass();
		this.fixture.transactions.beginReadOnly(region().start());
		assertThat(load("new")).isEqualTo("value");
		this.fixture.transactions.rollBack();
		region().getOrLoad(new CacheKey("cache", "cache:outer"), STRINGS, () -> load("new"));
		assertThat(this.loads).isEqualTo(1);
		load("value");
		assertThat(this.loads).isEqualTo(2);
	}

	@Test
	void watchGoesOnAfterWhateverWasThrown() throws Throwable {
		load("value");
		pass();
		region().getOrLoad(KEY, STRINGS, () -> new Unprintable());
		assertThat(count(ReadCheck.FAILED)).isEqualTo(1);
		pass();
		this.fixture.remote.onCall(() -> {
			throw new IllegalStateException("a bug");
		});
		load("new");
		this.fixture.remote.onCall(() -> {
		});
		settle();
		assertThat(count(ReadCheck.FAILED)).isEqualTo(2);
		pass();
		this.broken = true;
		load("new");
		settle();
		assertThat(count(ReadCheck.FAILED)).isEqualTo(3);
		pass();
		load("value");
		assertThat(count(ReadCheck.CURRENT)).isEqualTo(1);
	}

	@Test
	void timeLimitOfAValueThatHasComeIsForgotten() {
		region().put(new PendingPut(KEY, KEY, region().start()), "value", STRINGS);
		pass();
		int before = this.fixture.time.scheduled();
		region().lookup(KEY, KEY, String.class,
				region().refreshing(KEY, KEY, STRINGS, () -> CompletableFuture.completedFuture("value")));
		assertThat(count(ReadCheck.CURRENT)).isEqualTo(1);
		assertThat(this.fixture.time.scheduled()).isEqualTo(before);
	}

	@Test
	void valueThatComesLaterIsComparedWhenItIsThere() {
		CompletableFuture<Object> later = new CompletableFuture<>();
		region().put(new PendingPut(KEY, KEY, region().start()), "old", STRINGS);
		pass();
		Lookup hit = region().lookup(KEY, KEY, String.class, region().refreshing(KEY, KEY, STRINGS, () -> later));
		assertThat(hit).isInstanceOf(Lookup.Hit.class);
		settle();
		later.complete("new");
		settle();
		assertThat(count(ReadCheck.STALE)).isEqualTo(1);
	}

	@Test
	void whileAHitIsWantedPlainReadsTakeTheOrdinaryPath() throws Throwable {
		LocalRead read = region().localRead(0, String.class, false);
		region().getOrLoad(KEY, "key", STRINGS, () -> "value");
		Object[] arguments = { "key" };
		assertThat(read.find(arguments)).isNotNull();
		pass();
		assertThat(read.find(arguments)).isNull();
		region().getOrLoad(KEY, "key", STRINGS, () -> "value");
		assertThat(read.find(arguments)).isNotNull();
	}

	@Test
	void whereNoHitCanBeComparedPlainReadsTakeTheOrdinaryPathForASecondOnly() throws Throwable {
		LocalRead read = region().localRead(0, String.class, false);
		region().getOrLoad(KEY, "key", STRINGS, () -> "value");
		Object[] arguments = { "key" };
		this.fixture.time.pass(Duration.ofSeconds(25));
		assertThat(read.find(arguments)).isNull();
		region().lookup(KEY, "key", String.class, Refreshing.IMPOSSIBLE);
		assertThat(read.find(arguments)).isNull();
		this.fixture.time.pass(Duration.ofSeconds(1));
		assertThat(read.find(arguments)).isNotNull();
		region().getOrLoad(KEY, "key", STRINGS, UNEXPECTED);
		this.fixture.time.pass(Duration.ofSeconds(4));
		assertThat(read.find(arguments)).isNull();
		region().getOrLoad(KEY, "key", STRINGS, () -> "value");
		assertThat(count(ReadCheck.CURRENT)).isEqualTo(1);
	}

	@Test
	void cacheThatLostTheRaceToBeMadeWatchesNothing() {
		EngineFixture racing = new EngineFixture().watch(new WatchSettings(EVERY, 0), EngineListener.NONE);
		AtomicReference<CacheEngine> engine = new AtomicReference<>();
		racing.settings((settings) -> {
			CacheEngine first = engine.getAndSet(null);
			if (first != null) {
				first.region(settings.name());
			}
			return settings;
		});
		CacheEngine racer = racing.node();
		int before = racing.time.scheduled();
		engine.set(racer);
		racer.region("cache");
		assertThat(racing.time.scheduled()).isEqualTo(before + 1);
	}

	@Test
	void afterTheLoadsHaveEndedNothingIsCompared() throws Throwable {
		load("value");
		this.node.stop(Duration.ZERO);
		pass();
		load("value");
		assertThat(this.loads).isEqualTo(1);
	}

	private void pass() {
		this.fixture.time.pass(EVERY);
	}

	/** As long as a node may be behind. */
	private void settle() {
		this.fixture.time.pass(Duration.ofSeconds(1));
	}

	private Object load(String value) throws Throwable {
		return load(this.node, value);
	}

	private Object load(CacheEngine by, String value) throws Throwable {
		return by.region("cache").getOrLoad(KEY, STRINGS, () -> {
			this.loads++;
			return value;
		});
	}

	private CacheRegion region() {
		return this.node.region("cache");
	}

	private CacheStatistics statistics() {
		return region().statistics();
	}

	private long count(ReadCheck result) {
		return statistics().verifiedReads(result);
	}

	/** A value that a codec trips over. */
	private static final class Unprintable {

		@Override
		public String toString() {
			throw new NoClassDefFoundError("gone");
		}

	}

}
