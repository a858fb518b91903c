package io.cacheaside.promise;

import java.time.Duration;
import java.util.function.Consumer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.assertj.AssertableApplicationContext;

import io.cacheaside.CacheOperations;
import io.cacheaside.CacheResult;
import io.cacheaside.CacheUnavailableException;
import io.cacheaside.PutOptions;
import io.cacheaside.TypedCache;
import io.cacheaside.embedded.RedisServer;
import io.cacheaside.engine.CacheEngine;
import io.cacheaside.testing.RedisContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;

/**
 * Invalidations that Redis does not acknowledge are in force on their node at once and
 * delivered in order when it is back. Two contexts stand for two nodes.
 */
class P7_NoInvalidationIsLostSilently {

	private RedisServer redis;

	@BeforeEach
	void start() {
		this.redis = RedisServer.start();
	}

	@AfterEach
	void stop() {
		this.redis.close();
	}

	@Test
	void evictionWhileRedisIsFrozenIsInForceAtOnceAndDeliveredLater() {
		withNode((first) -> withNode((second) -> {
			TypedCache<String> here = cache(first);
			TypedCache<String> there = cache(second);
			here.put("key", "old");
			assertHit(there, "old");
			this.redis.pause();
			here.evict("key");
			assertThat(first.getBean(CacheEngine.class).undeliveredInvalidations()).isEqualTo(1);
			this.redis.resume();
			// On the evicting node the old value is never seen again, from now on.
			CacheEngine engine = first.getBean(CacheEngine.class);
			await().atMost(Duration.ofSeconds(10)).until(() -> {
				assertThat(here.get("key")).isInstanceOf(CacheResult.Miss.class);
				return engine.undeliveredInvalidations() == 0;
			});
			assertThat(here.get("key")).isInstanceOf(CacheResult.Miss.class);
			assertThat(there.get("key")).isInstanceOf(CacheResult.Miss.class);
		}));
	}

	@Test
	void putThatFailsLeavesNoOlderValueBehind() {
		withNode((context) -> {
			TypedCache<String> cache = cache(context);
			CacheEngine engine = context.getBean(CacheEngine.class);
			cache.put("key", "old");
			this.redis.pause();
			cache.put("key", "new");
			this.redis.resume();
			await().atMost(Duration.ofSeconds(10)).until(() -> engine.undeliveredInvalidations() == 0);
			if (cache.get("key") instanceof CacheResult.Hit<String> hit) {
				assertThat(hit.value()).isEqualTo("new");
			}
		});
	}

	@Test
	void undeliveredTagAndPatternAndClearAreDeliveredInOrder() {
		withNode((context) -> {
			CacheOperations operations = context.getBean(CacheOperations.class);
			TypedCache<String> cache = cache(context);
			CacheEngine engine = context.getBean(CacheEngine.class);
			cache.put("tagged", "old", PutOptions.DEFAULTS.withTags("org:1"));
			cache.put("a:1", "old");
			operations.cache("other", String.class).put("key", "old");
			this.redis.pause();
			operations.evictTag("org:1");
			operations.evictPattern("cache:a*");
			operations.cache("other", String.class).clear();
			assertThat(engine.undeliveredInvalidations()).isEqualTo(3);
			this.redis.resume();
			await().atMost(Duration.ofSeconds(10)).until(() -> engine.undeliveredInvalidations() == 0);
			assertThat(cache.get("tagged")).isInstanceOf(CacheResult.Miss.class);
			assertThat(cache.get("a:1")).isInstanceOf(CacheResult.Miss.class);
			assertThat(operations.cache("other", String.class).get("key")).isInstanceOf(CacheResult.Miss.class);
		});
	}

	@Test
	void policyFailTellsTheCallerAndKeepsTheInvalidationAllTheSame() {
		RedisContextRunner.on(this.redis.host(), this.redis.port())
			.withPropertyValues("cacheaside.coherence.on-unreachable=fail", "cacheaside.remote.timeout=200ms")
			.run((context) -> {
				TypedCache<String> cache = cache(context);
				cache.put("key", "old");
				this.redis.pause();
				assertThatThrownBy(() -> cache.evict("key")).isInstanceOf(CacheUnavailableException.class)
					.hasMessageContaining("cache:key");
				this.redis.resume();
				await().atMost(Duration.ofSeconds(10))
					.until(() -> context.getBean(CacheEngine.class).undeliveredInvalidations() == 0);
				assertThat(cache.get("key")).isInstanceOf(CacheResult.Miss.class);
			});
	}

	private void withNode(Consumer<AssertableApplicationContext> scenario) {
		RedisContextRunner.on(this.redis.host(), this.redis.port())
			.withPropertyValues("cacheaside.remote.timeout=200ms")
			.run(scenario::accept);
	}

	private static TypedCache<String> cache(AssertableApplicationContext context) {
		await().atMost(Duration.ofSeconds(30)).until(context.getBean(CacheEngine.class)::isRemoteTrusted);
		return context.getBean(CacheOperations.class).cache("cache", String.class);
	}

	private static void assertHit(TypedCache<String> cache, String value) {
		assertHit(cache, "key", value);
	}

	private static void assertHit(TypedCache<String> cache, String key, String value) {
		assertThat(cache.get(key)).isInstanceOfSatisfying(CacheResult.Hit.class,
				(hit) -> assertThat(hit.value()).isEqualTo(value));
	}

}
