package io.cacheaside.actuate;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.cacheaside.engine.CacheEngine;
import io.cacheaside.engine.EngineListener;
import io.cacheaside.engine.InvalidationOutbox;
import io.cacheaside.engine.RemoteMemory;
import io.cacheaside.key.CacheKey;
import io.cacheaside.testing.FakeNode;

import static org.assertj.core.api.Assertions.assertThat;

class TrafficWindowTests {

	private static final Duration MINUTE = Duration.ofMinutes(1);

	private static final Duration STEP = MINUTE.dividedBy(TrafficWindow.STEPS);

	private final FakeNode node = new FakeNode();

	private CacheEngine engine;

	private TrafficWindow window;

	@BeforeEach
	void start() {
		this.engine = this.node.start(EngineListener.NONE);
		this.engine.region("user");
		this.window = window(null);
	}

	@Test
	void nothingIsToldUntilAWholeWindowHasPassed() {
		read(1);
		this.node.pass(MINUTE.minusMillis(100));
		assertThat(last()).isEmpty();
		this.node.pass(Duration.ofMillis(100));
		assertThat(last()).isPresent();
		assertThat(calls()).isEqualTo(1);
	}

	@Test
	void onlyWhatIsYoungerThanAboutOneWindowCounts() {
		this.node.pass(MINUTE);
		read(7);
		this.node.pass(MINUTE);
		assertThat(calls()).isEqualTo(7);
		this.node.pass(STEP.plusMillis(100));
		assertThat(calls()).isZero();
		read(1);
		assertThat(calls()).isEqualTo(1);
	}

	@Test
	void howOftenItIsAskedForMakesNoDifference() {
		this.node.pass(MINUTE);
		read(7);
		for (int i = 0; i < 30; i++) {
			this.node.pass(Duration.ofSeconds(1));
			assertThat(calls()).isEqualTo(7);
		}
	}

	@Test
	void asMuchIsKeptAsAWindowNeeds() {
		int before = this.node.time.scheduled();
		this.node.pass(MINUTE.multipliedBy(100));
		assertThat(last().orElseThrow().nanos()).isBetween(MINUTE.toNanos(), MINUTE.plus(STEP).toNanos());
		assertThat(this.node.time.scheduled()).isEqualTo(before);
	}

	@Test
	void youngCacheDoesNotCountUntilItHasBeenThereForAWindow() {
		this.node.pass(MINUTE.multipliedBy(2));
		this.engine.region("young").lookup(new CacheKey("young", "young:1"), String.class);
		assertThat(last().orElseThrow().caches()).containsOnlyKeys("user");
		this.node.pass(MINUTE.multipliedBy(2));
		assertThat(last().orElseThrow().caches()).containsOnlyKeys("user", "young");
	}

	@Test
	void keysThatTheServerDroppedAreCountedUnlessItWasStartedAnew() {
		this.window.close();
		this.window = window(memory(Map.of("one", 100L)));
		this.node.pass(MINUTE.plus(STEP));
		assertThat(evicted(Map.of("one", 130L))).isEqualTo(OptionalLong.of(30));
		assertThat(evicted(Map.of("one anew", 130L))).isEmpty();
		assertThat(last().orElseThrow().evictedKeys()).isEmpty();
	}

	@Test
	void shardThatJoinsOrIsStartedAnewHasDroppedNothing() {
		this.window.close();
		this.window = window(memory(Map.of("one", 100L, "two", 2_000_000L)));
		this.node.pass(MINUTE.plus(STEP));
		assertThat(evicted(Map.of("one", 130L, "two", 2_000_000L, "three", 3_000_000L))).isEqualTo(OptionalLong.of(30));
		assertThat(evicted(Map.of("one", 130L, "two anew", 5L))).isEqualTo(OptionalLong.of(30));
	}

	@Test
	void operationsOnRedisCount() {
		this.node.pass(MINUTE);
		read(2);
		this.node.remote.failNext(new IllegalStateException("refused"));
		read(1);
		Traffic.Operations operations = last().orElseThrow().operations();
		assertThat(operations.count()).isEqualTo(3);
		assertThat(operations.failures()).isEqualTo(1);
	}

	@Test
	void notingGoesOnWhereTheServerCannotBeAsked() {
		this.window.close();
		AtomicInteger asked = new AtomicInteger();
		HealthSources sources = new HealthSources(this.engine, InvalidationOutbox.NONE, Map::of,
				Optional.of(HealthFixture.server(() -> {
					asked.incrementAndGet();
					throw new IllegalStateException("closed");
				})));
		this.window = new TrafficWindow(sources, MINUTE, this.node.time, this.node.time);
		this.window.start();
		for (int i = 0; i < 12; i++) {
			try {
				this.node.pass(STEP);
			}
			catch (IllegalStateException ex) {
				// A scheduler would keep it to itself.
			}
		}
		assertThat(asked).hasValueGreaterThan(10);
	}

	@Test
	void nothingIsNotedAfterTheEnd() {
		this.window.close();
		this.node.pass(MINUTE.multipliedBy(2));
		read(1);
		assertThat(last().orElseThrow().nanos()).isGreaterThan(MINUTE.multipliedBy(2).minus(STEP).toNanos());
	}

	private TrafficWindow window(RemoteMemory memory) {
		TrafficWindow created = new TrafficWindow(HealthFixture.sources(this.engine, memory), MINUTE, this.node.time,
				this.node.time);
		created.start();
		return created;
	}

	private OptionalLong evicted(Map<String, Long> evicted) {
		return this.window.last(Optional.of(memory(evicted))).orElseThrow().evictedKeys();
	}

	private static RemoteMemory memory(Map<String, Long> evicted) {
		return new RemoteMemory(1, 0, evicted, 0, "allkeys-lru", 0);
	}

	private Optional<Traffic> last() {
		return this.window.last(Optional.empty());
	}

	private long calls() {
		return last().orElseThrow().calls().count();
	}

	private void read(int times) {
		for (int i = 0; i < times; i++) {
			this.engine.region("user").lookup(new CacheKey("user", "user:1"), String.class);
		}
	}

}
