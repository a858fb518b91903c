package io.cacheaside.promise;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.cacheaside.CacheOperations;
import io.cacheaside.CacheResult;
import io.cacheaside.CacheUnavailableException;
import io.cacheaside.PutOptions;
import io.cacheaside.TypedCache;
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
class P7_NoInvalidationIsLostSilently extends RedisOfItsOwn {

	@Test
	void evictionWhileRedisIsFrozenIsInForceAtOnceAndDeliveredLater() {
		withNode((first) -> withNode((second) -> {
			TypedCache<String> here = cache(first);
			TypedCache<String> there = cache(second);
			putUntilCached(first, here, "key", "old");
			await().atMost(LIMIT).untilAsserted(() -> assertHit(there, "key", "old"));
			this.redis.pause();
			here.evict("key");
			assertThat(first.getBean(CacheEngine.class).undeliveredInvalidations()).isEqualTo(1);
			this.redis.resume();
			// On the evicting node the old value is never seen again, from now on.
			CacheEngine engine = first.getBean(CacheEngine.class);
			await().atMost(LIMIT).until(() -> {
				assertThat(here.get("key")).isInstanceOf(CacheResult.Miss.class);
				return engine.undeliveredInvalidations() == 0;
			});
			assertThat(here.get("key")).isInstanceOf(CacheResult.Miss.class);
			// The other node hears of it by its log.
			await().atMost(LIMIT).until(() -> there.get("key") instanceof CacheResult.Miss);
		}));
	}

	@Test
	void putThatFailsLeavesNoOlderValueBehind() {
		withNode((context) -> {
			TypedCache<String> cache = cache(context);
			CacheEngine engine = context.getBean(CacheEngine.class);
			putUntilCached(context, cache, "key", "old");
			this.redis.pause();
			cache.put("key", "new");
			this.redis.resume();
			await().atMost(LIMIT).until(() -> engine.undeliveredInvalidations() == 0);
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
			await().atMost(LIMIT).untilAsserted(() -> {
				cache.put("tagged", "old", PutOptions.DEFAULTS.withTags("org:1"));
				assertHit(cache, "tagged", "old");
			});
			putUntilCached(context, cache, "a:1", "old");
			putUntilCached(context, operations.cache("other", String.class), "key", "old");
			this.redis.pause();
			operations.evictTag("org:1");
			operations.evictPattern("cache:a*");
			operations.cache("other", String.class).clear();
			assertThat(engine.undeliveredInvalidations()).isEqualTo(3);
			this.redis.resume();
			await().atMost(LIMIT).until(() -> engine.undeliveredInvalidations() == 0);
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
				putUntilCached(context, cache, "key", "old");
				this.redis.pause();
				assertThatThrownBy(() -> cache.evict("key")).isInstanceOf(CacheUnavailableException.class)
					.hasMessageContaining("cache:key");
				this.redis.resume();
				await().atMost(LIMIT).until(() -> context.getBean(CacheEngine.class).undeliveredInvalidations() == 0);
				assertThat(cache.get("key")).isInstanceOf(CacheResult.Miss.class);
			});
	}

}
