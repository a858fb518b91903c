package io.cacheaside.promise;

import java.time.Duration;
import java.util.function.Consumer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import org.springframework.boot.test.context.assertj.AssertableApplicationContext;

import io.cacheaside.CacheOperations;
import io.cacheaside.CacheResult;
import io.cacheaside.TypedCache;
import io.cacheaside.embedded.RedisServer;
import io.cacheaside.engine.CacheEngine;
import io.cacheaside.testing.RedisContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A Redis that a test may stop, and application contexts on it that stand for nodes. */
abstract class RedisOfItsOwn {

	static final Duration LIMIT = Duration.ofSeconds(30);

	RedisServer redis;

	@BeforeEach
	void start() {
		this.redis = RedisServer.start();
	}

	@AfterEach
	void stop() {
		this.redis.close();
	}

	void withNode(Consumer<AssertableApplicationContext> scenario) {
		RedisContextRunner.on(this.redis.host(), this.redis.port())
			.withPropertyValues("cacheaside.remote.timeout=200ms")
			.run(scenario::accept);
	}

	/** A cache of a node that is connected. */
	static TypedCache<String> cache(AssertableApplicationContext context) {
		await().atMost(LIMIT).until(context.getBean(CacheEngine.class)::isRemoteTrusted);
		return context.getBean(CacheOperations.class).cache("cache", String.class);
	}

	/**
	 * Puts a value until it is served and nothing is undelivered: on a busy machine an
	 * answer of Redis may come too late.
	 */
	static void putUntilCached(AssertableApplicationContext context, TypedCache<String> cache, String key,
			String value) {
		await().pollDelay(Duration.ZERO).atMost(LIMIT).ignoreExceptions().untilAsserted(() -> {
			cache.put(key, value);
			assertHit(cache, key, value);
			assertThat(context.getBean(CacheEngine.class).undeliveredInvalidations()).isZero();
		});
	}

	/** Waits until Redis is used again, after a failure. */
	static void awaitRecovery(CacheEngine engine) {
		await().atMost(LIMIT).until(() -> engine.isRemoteTrusted() && engine.log().trustsRemote());
	}

	static String load(TypedCache<String> cache, String key, String value) {
		try {
			return cache.getOrLoad(key, () -> value);
		}
		catch (Exception ex) {
			throw new AssertionError(ex);
		}
	}

	static void assertHit(TypedCache<String> cache, String key, String value) {
		assertThat(cache.get(key)).isInstanceOfSatisfying(CacheResult.Hit.class,
				(hit) -> assertThat(hit.value()).isEqualTo(value));
	}

}
