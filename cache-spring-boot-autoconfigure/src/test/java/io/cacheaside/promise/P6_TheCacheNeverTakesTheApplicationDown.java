package io.cacheaside.promise;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;

import org.springframework.cache.CacheManager;

import io.cacheaside.CacheResult;
import io.cacheaside.TypedCache;
import io.cacheaside.embedded.RedisServer;
import io.cacheaside.engine.CacheEngine;
import io.cacheaside.testing.RedisContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;

/**
 * Redis hangs, dies, fills up, and comes back: calls go to the loader, and nothing is
 * restarted.
 */
class P6_TheCacheNeverTakesTheApplicationDown extends RedisOfItsOwn {

	/** Far less than the time-out, and more than a call takes that asks nobody. */
	private static final Duration AT_ONCE = Duration.ofMillis(50);

	@Test
	void callsGoToTheLoaderWhileRedisIsFrozenAndHitAgainAfterwards() {
		withNode((context) -> {
			TypedCache<String> cache = cache(context);
			putUntilCached(context, cache, "key", "cached");
			this.redis.pause();
			// What the local tier holds is served on; this it does not hold.
			assertThat(load(cache, "other", "loaded")).isEqualTo("loaded");
			this.redis.resume();
			await().atMost(LIMIT).untilAsserted(() -> assertHit(cache, "key", "cached"));
		});
	}

	@Test
	void callsGoToTheLoaderAtOnceWhileRedisIsGoneAndItIsUsedAgainWhenItIsBack() {
		withNode((context) -> {
			TypedCache<String> cache = cache(context);
			CacheEngine engine = context.getBean(CacheEngine.class);
			this.redis.kill();
			await().atMost(LIMIT).until(() -> !engine.isRemoteTrusted());
			int slow = 0;
			for (int i = 0; i < 1_000; i++) {
				long start = System.nanoTime();
				assertThat(load(cache, "key" + i, "loaded")).isEqualTo("loaded");
				slow += (System.nanoTime() - start > AT_ONCE.toNanos()) ? 1 : 0;
			}
			assertThat(slow).as("where the machine stood still").isLessThan(100);
			this.redis.restartEmpty();
			awaitRecovery(engine);
			load(cache, "key", "stored");
			assertHit(cache, "key", "stored");
		});
	}

	@Test
	void fullRedisRefusesStoresAndAppendsAndCallersGetTheirValues() {
		try (RedisServer full = RedisServer.builder()
			.option("maxmemory", "3mb")
			.option("maxmemory-policy", "noeviction")
			.start()) {
			RedisContextRunner.on(full.host(), full.port()).run((context) -> {
				TypedCache<String> cache = cache(context);
				putUntilCached(context, cache, "small", "value");
				int stored = 0;
				while (context.getBean(CacheEngine.class).region("cache").statistics().failures() == 0) {
					assertThat(load(cache, "filler" + stored, "x".repeat(50_000))).hasSize(50_000);
					if (++stored > 1_000) {
						fail("Redis did not fill up");
					}
				}
				assertHit(cache, "small", "value");
				cache.evict("small");
				assertThat(cache.get("small")).isInstanceOf(CacheResult.Miss.class);
			});
		}
	}

	@Test
	void whatIsLoadedWhileRedisIsGoneIsKeptInTheProcessUntilItIsEvicted() {
		withNode((context) -> {
			TypedCache<String> cache = cache(context);
			CacheEngine engine = context.getBean(CacheEngine.class);
			cache.put("evicted", "old");
			this.redis.kill();
			await().atMost(LIMIT).until(() -> !engine.isRemoteTrusted());
			assertThat(load(cache, "key", "loaded")).isEqualTo("loaded");
			assertThat(load(cache, "key", "loaded again")).isEqualTo("loaded");
			cache.evict("key");
			assertThat(load(cache, "key", "new")).isEqualTo("new");
			assertThat(load(cache, "key", "newer")).as("undelivered evictions stay in force").isEqualTo("newer");
			this.redis.restartEmpty();
			awaitRecovery(engine);
			assertThat(load(cache, "key", "newest")).isEqualTo("newest");
			assertHit(cache, "key", "newest");
		});
	}

	@Test
	void springsCacheManagerSurvivesTheOutageToo() {
		withNode((context) -> {
			var cache = context.getBean(CacheManager.class).getCache("cache");
			this.redis.kill();
			assertThat(cache.get("key", () -> "loaded")).isEqualTo("loaded");
			cache.put("key", "value");
			cache.evict("key");
			cache.clear();
			assertThat(cache.putIfAbsent("key", "value")).isNull();
			assertThat(cache.retrieve("key", () -> CompletableFuture.completedFuture("later")).join())
				.isEqualTo("later");
		});
	}

}
