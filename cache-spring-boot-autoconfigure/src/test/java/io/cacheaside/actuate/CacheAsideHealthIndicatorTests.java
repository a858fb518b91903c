package io.cacheaside.actuate;

import java.time.Duration;
import java.util.List;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.engine.CacheEngine;
import io.cacheaside.engine.InvalidationOutbox;
import io.cacheaside.engine.EngineListener;
import io.cacheaside.engine.Invalidation;
import io.cacheaside.key.CacheKey;
import io.cacheaside.testing.FakeNode;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.MapAssert;
import org.junit.jupiter.api.Test;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

import static org.assertj.core.api.Assertions.assertThat;

class CacheAsideHealthIndicatorTests {

	private final FakeNode node = new FakeNode();

	@Test
	void healthyWhenRedisAnswersAndThisNodeIsCurrent() {
		CacheEngine engine = start();
		engine.region("user");
		engine.invalidate(Invalidation.of(new InvalidationTarget.Tag("org:1")));
		this.node.pass(Duration.ofSeconds(1));
		Health health = health(engine);
		assertState(health, Status.UP, "healthy");
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
		this.node.remote.reachable(true);
		assertState(health(engine), Status.UP, "healthy");
	}

	private CacheEngine start() {
		return this.node.start(EngineListener.NONE);
	}

	private static Health health(CacheEngine engine) {
		return new CacheAsideHealthIndicator(engine, InvalidationOutbox.NONE).health();
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
