package io.cacheaside.springcache;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultEventLoopGroupProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.data.redis.connection.ReactiveRedisConnectionFactory;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;

import io.cacheaside.engine.CacheEngine;
import io.cacheaside.testing.RedisContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Results that come from Redis itself, on the one thread that reads all of its answers:
 * whoever waits for Redis there waits in vain.
 */
@Timeout(60)
class LaterResultsIntegrationTests {

	private final ApplicationContextRunner runner = RedisContextRunner.onEmptyRedis()
		.withBean(ClientResources.class, LaterResultsIntegrationTests::ofOneThread, (bean) -> {
		})
		.withBean(Visits.class);

	@Test
	void valuesAreStored() {
		run((visits, engine) -> {
			assertThat(visits.mono("a").block()).isEqualTo("1");
			assertThat(visits.mono("a").block()).isEqualTo("1");
			assertThat(visits.future("b").join()).isEqualTo("2");
			assertThat(visits.future("b").join()).isEqualTo("2");
			assertThat(visits.flux("c").collectList().block()).containsExactly("3");
			assertThat(visits.flux("c").collectList().block()).containsExactly("3");
			assertThat(visits.asked()).isEqualTo(3);
		});
	}

	@Test
	void valuesArePut() {
		run((visits, engine) -> {
			visits.mono("a").block();
			assertThat(visits.put("a").block()).isEqualTo("2");
			assertThat(visits.mono("a").block()).isEqualTo("2");
			assertThat(visits.putLater("a").join()).isEqualTo("3");
			assertThat(visits.mono("a").block()).isEqualTo("3");
		});
	}

	@Test
	void evictionsAreDeliveredWhenTheResultIsThere() {
		run((visits, engine) -> {
			visits.mono("a").block();
			visits.evict("a").block();
			assertThat(engine.undeliveredInvalidations()).isZero();
			assertThat(visits.mono("a").block()).isEqualTo("3");
			visits.evictLater("a").join();
			assertThat(engine.undeliveredInvalidations()).isZero();
			assertThat(visits.mono("a").block()).isEqualTo("5");
		});
	}

	private void run(Scenario scenario) {
		this.runner.run((context) -> scenario.run(context.getBean(Visits.class), context.getBean(CacheEngine.class)));
	}

	private static ClientResources ofOneThread() {
		return ClientResources.builder().eventLoopGroupProvider(new DefaultEventLoopGroupProvider(1)).build();
	}

	@FunctionalInterface
	interface Scenario {

		void run(Visits visits, CacheEngine engine);

	}

	/** Counts in Redis. */
	static class Visits {

		private final ReactiveStringRedisTemplate redis;

		private final AtomicInteger asked = new AtomicInteger();

		Visits(ReactiveRedisConnectionFactory factory) {
			this.redis = new ReactiveStringRedisTemplate(factory);
		}

		int asked() {
			return this.asked.get();
		}

		private Mono<String> next() {
			return Mono.defer(() -> {
				this.asked.incrementAndGet();
				return this.redis.opsForValue().increment("visits").map(String::valueOf);
			});
		}

		@Cacheable("visits")
		public Mono<String> mono(String id) {
			return next();
		}

		@Cacheable("futures")
		public CompletableFuture<String> future(String id) {
			return next().toFuture();
		}

		@Cacheable("fluxes")
		public Flux<String> flux(String id) {
			return next().flux();
		}

		@CachePut("visits")
		public Mono<String> put(String id) {
			return next();
		}

		@CachePut("visits")
		public CompletableFuture<String> putLater(String id) {
			return next().toFuture();
		}

		@CacheEvict("visits")
		public Mono<String> evict(String id) {
			return next();
		}

		@CacheEvict("visits")
		public CompletableFuture<String> evictLater(String id) {
			return next().toFuture();
		}

	}

}
