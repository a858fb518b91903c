package io.cacheaside.promise;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.boot.test.context.assertj.AssertableApplicationContext;

import io.cacheaside.CacheLayer;
import io.cacheaside.CacheResult;
import io.cacheaside.TypedCache;
import io.cacheaside.embedded.RedisServer;
import io.cacheaside.engine.BreakerState.Phase;
import io.cacheaside.engine.CacheEngine;
import io.cacheaside.engine.CacheOperation;
import io.cacheaside.engine.CacheStatistics;
import io.cacheaside.engine.EngineListener;
import io.cacheaside.testing.RedisContextRunner;
import io.cacheaside.testing.TcpProxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;

/**
 * Redis stops, dies, is slow, full: where it does not answer in time, calls soon do not
 * ask it any more, and when it is back they do, though nobody called meanwhile.
 */
@Timeout(120)
class P6_CircuitBreaker extends RedisOfItsOwn {

	@Test
	void nothingAsksAStoppedRedisAndItIsUsedAgainWhenItGoesOn() {
		withBrokenNode(this.redis.port(), (node, cache) -> {
			load(cache, "before", "value");
			this.redis.pause();
			node.loadUntilOpen(cache);
			node.assertNothingIsAsked(cache);
			assertThat(load(cache, "before", "anew")).isEqualTo("value");
			this.redis.resume();
			node.assertUsedAgain(cache);
			assertHit(cache, "before", "value");
		});
	}

	@Test
	void redisThatDiedUnderCallsIsUsedAgainWhenItIsRestarted() {
		withBrokenNode(this.redis.port(), (node, cache) -> {
			this.redis.pause();
			node.loadUntilOpen(cache);
			this.redis.kill();
			node.assertNothingIsAsked(cache);
			this.redis.restartEmpty();
			node.assertUsedAgain(cache);
		});
	}

	@Test
	void nothingAsksARedisThatIsSlowThoughItAnswers() {
		try (TcpProxy proxy = TcpProxy.to(this.redis.host(), this.redis.port())) {
			withBrokenNode(proxy.port(), (node, cache) -> {
				proxy.delay(TcpProxy.Direction.TO_CLIENT, Duration.ofMillis(150));
				node.loadUntilOpen(cache);
				node.assertNothingIsAsked(cache);
				proxy.restore();
				node.assertUsedAgain(cache);
			});
		}
	}

	@Test
	void fullRedisIsStillRead() {
		try (RedisServer full = RedisServer.builder()
			.option("maxmemory", "3mb")
			.option("maxmemory-policy", "noeviction")
			.start()) {
			withBrokenNode(full.port(), (node, cache) -> {
				CacheStatistics statistics = node.engine().region("cache").statistics();
				int stored = 0;
				while (statistics.failures() < 50) {
					load(cache, "filler" + stored, "x".repeat(50_000));
					if (++stored > 1_000) {
						fail("Redis did not fill up");
					}
				}
				node.asked().set(0);
				assertThat(load(cache, "other", "value")).isEqualTo("value");
				assertThat(node.asked()).hasPositiveValue();
				assertThat(cache.get("filler0")).isInstanceOf(CacheResult.Hit.class);
				assertThat(node.engine().breaker().opened()).isZero();
			}, "cacheaside.remote.breaker.failure-rate=10", "cacheaside.remote.timeout=20s",
					"cacheaside.remote.breaker.slow-call=10s");
		}
	}

	@Test
	void redisThatTakesNoWritesIsReadAgainAsSoonAsItDoes() {
		try (RedisServer master = RedisServer.start()) {
			withBrokenNode(this.redis.port(), (node, cache) -> {
				this.redis.execute("REPLICAOF", master.host(), Integer.toString(master.port()));
				for (int i = 0; i < 50; i++) {
					assertThat(load(cache, "key" + i, "value")).isEqualTo("value");
				}
				assertThat(node.engine().breaker().opened()).isZero();
				this.redis.execute("REPLICAOF", "NO", "ONE");
				awaitRecovery(node.engine());
			});
		}
	}

	private static void withBrokenNode(int port, BiConsumer<BreakingNode, TypedCache<String>> scenario,
			String... properties) {
		AtomicInteger asked = new AtomicInteger();
		RedisContextRunner.on("127.0.0.1", port)
			.withBean("counting", EngineListener.class, () -> new Counting(asked))
			.withPropertyValues("cacheaside.remote.timeout=300ms", "cacheaside.remote.breaker.slow-call=120ms")
			.withPropertyValues(properties)
			.run((context) -> scenario.accept(new BreakingNode(context, asked), cache(context)));
	}

	/** A node that may lose its Redis, and how often it asked it. */
	private record BreakingNode(AssertableApplicationContext context, AtomicInteger asked) {

		CacheEngine engine() {
			return this.context.getBean(CacheEngine.class);
		}

		void loadUntilOpen(TypedCache<String> cache) {
			int loads = 0;
			while (engine().breaker().phase() == Phase.CLOSED) {
				assertThat(load(cache, "opening" + loads, "loaded")).isEqualTo("loaded");
				if (++loads > 30) {
					fail("it does not open");
				}
			}
		}

		void assertNothingIsAsked(TypedCache<String> cache) {
			this.asked.set(0);
			for (int i = 0; i < 1_000; i++) {
				assertThat(load(cache, "open" + i, "loaded")).isEqualTo("loaded");
			}
			assertThat(this.asked).as("calls of Redis").hasValue(0);
		}

		void assertUsedAgain(TypedCache<String> cache) {
			awaitRecovery(engine());
			this.asked.set(0);
			load(cache, "back", "value");
			assertThat(this.asked).hasPositiveValue();
			assertHit(cache, "back", "value");
			assertThat(engine().breaker().closed()).isPositive();
		}

	}

	private record Counting(AtomicInteger asked) implements EngineListener {

		@Override
		public void operationEnded(String cacheName, CacheLayer layer, CacheOperation operation, Duration duration) {
			this.asked.incrementAndGet();
		}

	}

}
