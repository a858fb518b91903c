package io.cacheaside.actuate;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.engine.CacheEngine;
import io.cacheaside.engine.CacheRegion;
import io.cacheaside.engine.EngineListener;
import io.cacheaside.engine.Invalidation;
import io.cacheaside.engine.InvalidationOutbox;
import io.cacheaside.engine.RemoteMemory;
import io.cacheaside.engine.queue.QueueStatistics;
import io.cacheaside.engine.queue.Taken;
import io.cacheaside.key.CacheKey;
import io.cacheaside.testing.FakeNode;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ListAssert;
import org.assertj.core.api.MapAssert;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

import static org.assertj.core.api.Assertions.assertThat;

class CacheAsideHealthIndicatorTests {

	private static final Duration WINDOW = Duration.ofMinutes(1);

	private final FakeNode node = new FakeNode();

	@Test
	void healthyWhenRedisAnswersAndThisNodeIsCurrent() {
		CacheEngine engine = start();
		engine.region("user");
		engine.invalidate(Invalidation.of(new InvalidationTarget.Tag("org:1")));
		this.node.pass(Duration.ofSeconds(1));
		Health health = health(engine);
		assertState(health, Status.UP, "healthy");
		assertReasons(health).isEmpty();
		assertThat(health.getDetails()).containsEntry("caches", 1)
			.containsEntry("undeliveredInvalidations", 0)
			.containsEntry("breaker", "closed")
			.containsKey("remoteLatency");
		assertDetail(health, "log").containsEntry("applied", id(engine))
			.containsEntry("lagMillis", 0L)
			.containsEntry("localTrusted", true)
			.containsEntry("loading", false)
			.containsEntry("gaps", 0L)
			.containsKey("lastProofMillis")
			.doesNotContainKey("outageMillis");
		assertDetail(health, "markers").containsEntry("tags", 1L).containsEntry("keys", 0L).doesNotContainKey("floor");
	}

	@Test
	void degradedWhileInvalidationsAreNotDelivered() {
		CacheEngine engine = start();
		this.node.log.failNext(new IllegalStateException("refused"));
		engine.region("user").evict(new CacheKey("user", "user:1"));
		Health health = health(engine);
		assertThat(engine.log().trustsRemote()).isTrue();
		assertState(health, Status.UP, "degraded");
		assertThat(health.getDetails()).containsEntry("undeliveredInvalidations", 1);
		assertReasons(health).containsExactly(Map.of("reason", "undelivered", "measured", 1, "threshold", 0));
		assertDetail(health, "markers").containsEntry("barriers", 1L);
		this.node.pass(Duration.ofSeconds(1));
		assertState(health(engine), Status.UP, "healthy");
	}

	@Test
	void degradedWhileThisNodeCannotTellWhetherItIsCurrent() {
		CacheEngine engine = start();
		this.node.time.stop(Duration.ofSeconds(2));
		Health health = health(engine);
		assertState(health, Status.UP, "degraded");
		assertDetail(health, "log").containsEntry("localTrusted", false);
		assertWords(health).containsExactly("not-current");
		this.node.pass(Duration.ofSeconds(1));
		assertState(health(engine), Status.UP, "healthy");
	}

	@Test
	void degradedWhileAFloorStands() {
		this.node.log.append(List.of(new InvalidationTarget.Key("user", "user:1")));
		this.node.log.append(List.of(new InvalidationTarget.Key("user", "user:2")));
		this.node.log.trimTo(this.node.log.entries().get(this.node.log.entries().size() - 1).cursor().position());
		CacheEngine engine = start();
		Health health = health(engine);
		assertThat(engine.log().trustsRemote()).isTrue();
		assertState(health, Status.UP, "degraded");
		assertDetail(health, "markers").containsKey("floor");
		assertWords(health).containsExactly("folded");
	}

	@Test
	void loadingWhileTheLogCannotBeLoaded() {
		this.node.log.reachable(false);
		CacheEngine engine = start();
		Health health = health(engine);
		assertState(health, Status.UP, "loading");
		assertDetail(health, "log").containsEntry("loading", true)
			.doesNotContainKey("lastProofMillis")
			.containsKey("outageMillis");
		this.node.log.reachable(true);
		this.node.pass(Duration.ofSeconds(1));
		assertState(health(engine), Status.UP, "healthy");
	}

	@Test
	void downWhileRedisDoesNotAnswerWithTheSameDetails() {
		CacheEngine engine = start();
		this.node.remote.reachable(false);
		Health health = health(engine);
		assertState(health, Status.DOWN, "bypassed");
		assertThat(health.getDetails()).containsKeys("undeliveredInvalidations", "caches", "log", "markers", "error")
			.doesNotContainKey("remoteLatency");
		assertWords(health).containsExactly("unreachable");
		this.node.remote.reachable(true);
		assertState(health(engine), Status.UP, "healthy");
	}

	@Test
	void coldCacheIsHealthyAtTheStartAndDegradedWhenItStaysCold() {
		CacheEngine engine = start();
		CacheRegion user = engine.region("user");
		try (TrafficWindow window = window(engine)) {
			window.start();
			miss(user, 100);
			Health atTheStart = health(engine, window);
			assertState(atTheStart, Status.UP, "healthy");
			assertThat(atTheStart.getDetails()).doesNotContainKey("window");
			this.node.pass(WINDOW);
			miss(user, 99);
			assertState(health(engine, window), Status.UP, "degraded");
			this.node.pass(WINDOW);
			Health alone = health(engine, window);
			assertState(alone, Status.UP, "healthy");
			assertDetail(alone, "window").containsEntry("calls", 99L).containsEntry("hitRate", 0.0);
			miss(user, 1);
			Health degraded = health(engine, window);
			assertState(degraded, Status.UP, "degraded");
			assertReasons(degraded)
				.containsExactly(Map.of("reason", "hit-rate", "measured", Map.of("user", 0.0), "threshold", 0.6));
			this.node.pass(WINDOW.multipliedBy(2));
			Health quiet = health(engine, window);
			assertState(quiet, Status.UP, "healthy");
			assertDetail(quiet, "window").containsEntry("calls", 0L).doesNotContainKeys("hitRate", "errorRate");
		}
	}

	@Test
	void whatFailsHereIsNotTakenForRedis() {
		CacheEngine engine = start();
		AtomicBoolean failed = new AtomicBoolean();
		HealthSources sources = new HealthSources(engine, InvalidationOutbox.NONE, () -> {
			if (failed.compareAndSet(false, true)) {
				throw new IllegalStateException("a mistake");
			}
			return Map.of();
		}, Optional.empty());
		Health health = new CacheAsideHealthIndicator(sources, HealthFixture.DEFAULTS, window(engine)).health();
		assertThat(health.getStatus()).isEqualTo(Status.DOWN);
		assertThat(health.getDetails()).doesNotContainKey("state");
	}

	@Test
	void memoryOfRedisIsShownAndAReason() {
		CacheEngine engine = start();
		HealthSources full = sources(engine,
				new RemoteMemory(950, 1_000, Map.of("one", 4L, "two", 3L), 0, "allkeys-lru", 0.95));
		Health health = new CacheAsideHealthIndicator(full, HealthFixture.DEFAULTS, window(engine)).health();
		assertState(health, Status.UP, "degraded");
		assertReasons(health).containsExactly(Map.of("reason", "memory", "measured", 0.95, "threshold", 0.9));
		assertDetail(health, "memory").containsEntry("usedBytes", 950L)
			.containsEntry("limitBytes", 1_000L)
			.containsEntry("share", 0.95)
			.containsEntry("evictedKeys", 7L)
			.containsEntry("evictionPolicy", "allkeys-lru");
	}

	@Test
	void queuesOfWritesAreShownWhereThisNodeLooks() {
		CacheEngine engine = start();
		QueueStatistics looked = new QueueStatistics();
		looked.seen(new Taken(List.of(), 3, Duration.ofSeconds(2), 1));
		HealthSources writing = new HealthSources(engine, InvalidationOutbox.NONE,
				() -> Map.of("visits", looked, "elsewhere", new QueueStatistics()), Optional.empty());
		Health health = new CacheAsideHealthIndicator(writing, HealthFixture.DEFAULTS, window(engine)).health();
		assertState(health, Status.UP, "degraded");
		assertDetail(health, "writes")
			.containsOnly(Map.entry("visits", Map.of("queued", 3L, "oldestMillis", 2_000L, "deadLetters", 1L)));
		assertReasons(health)
			.containsExactly(Map.of("reason", "dead-letters", "measured", Map.of("visits", 1L), "threshold", 0));
	}

	@Test
	void committedWritesThatAreKeptAreShownWhereTheyAre() {
		CacheEngine engine = start();
		QueueStatistics looked = new QueueStatistics(() -> 2);
		looked.seen(new Taken(List.of(), 3, Duration.ofSeconds(2), 0));
		HealthSources writing = new HealthSources(engine, InvalidationOutbox.NONE, () -> Map.of("visits", looked,
				"elsewhere", new QueueStatistics(() -> 1), "none", new QueueStatistics()), Optional.empty());
		Health health = new CacheAsideHealthIndicator(writing, HealthFixture.DEFAULTS, window(engine)).health();
		assertDetail(health, "writes").containsOnly(
				Map.entry("visits", Map.of("queued", 3L, "oldestMillis", 2_000L, "deadLetters", 0L, "kept", 2)),
				Map.entry("elsewhere", Map.of("kept", 1)));
	}

	private CacheEngine start() {
		return this.node.start(EngineListener.NONE);
	}

	private void miss(CacheRegion cache, int times) {
		for (int i = 0; i < times; i++) {
			cache.lookup(new CacheKey("user", "user:" + i), String.class);
		}
	}

	private TrafficWindow window(CacheEngine engine) {
		return new TrafficWindow(sources(engine, null), WINDOW, this.node.time, this.node.time);
	}

	private static HealthSources sources(CacheEngine engine, @Nullable RemoteMemory memory) {
		return HealthFixture.sources(engine, memory);
	}

	private Health health(CacheEngine engine) {
		return health(engine, window(engine));
	}

	private static Health health(CacheEngine engine, TrafficWindow window) {
		return new CacheAsideHealthIndicator(sources(engine, null), HealthFixture.DEFAULTS, window).health();
	}

	private static ListAssert<Object> assertReasons(Health health) {
		return assertThat(health.getDetails()).extractingByKey("reasons", InstanceOfAssertFactories.LIST);
	}

	private static ListAssert<String> assertWords(Health health) {
		List<?> reasons = (List<?>) health.getDetails().get("reasons");
		return assertThat(reasons.stream().map((reason) -> ((Map<?, ?>) reason).get("reason").toString()).toList());
	}

	private static String id(CacheEngine engine) {
		return engine.log().applied().millis() + "-" + engine.log().applied().sequence();
	}

	private static void assertState(Health health, Status status, String state) {
		assertThat(health.getStatus()).isEqualTo(status);
		assertThat(health.getDetails()).containsEntry("state", state);
	}

	private static MapAssert<String, Object> assertDetail(Health health, String name) {
		return assertThat(health.getDetails()).extractingByKey(name,
				InstanceOfAssertFactories.map(String.class, Object.class));
	}

}
