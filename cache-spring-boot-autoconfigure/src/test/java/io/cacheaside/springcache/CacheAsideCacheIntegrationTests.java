package io.cacheaside.springcache;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.cache.interceptor.SimpleKey;

import io.cacheaside.testing.RedisContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The contract of Spring's {@code Cache}, each method in each form, on a real Redis. */
class CacheAsideCacheIntegrationTests {

	/** What takes longer than its lease lives is only evicted. */
	private static final Duration LEASE = Duration.ofSeconds(2);

	private final ApplicationContextRunner runner = RedisContextRunner.onEmptyRedis();

	@Test
	void whatWasPutIsThereWhenPutReturns() {
		with((cache) -> {
			for (int i = 0; i < 500; i++) {
				long began = System.nanoTime();
				cache.put("key", i);
				boolean leased = System.nanoTime() - began < LEASE.toNanos();
				Integer there = cache.get("key", Integer.class);
				if (leased || there != null) {
					assertThat(there).isEqualTo(i);
				}
			}
		});
	}

	@Test
	void getKnowsAbsentFromNull() {
		with((cache) -> {
			assertThat(cache.get("key")).isNull();
			cache.put("key", null);
			assertThat(cache.get("key")).isNotNull();
			assertThat(cache.get("key").get()).isNull();
			assertThat(cache.get("key", String.class)).isNull();
		});
	}

	@Test
	void getOfAnotherTypeIsRefused() {
		with((cache) -> {
			cache.put("key", "text");
			assertThat(cache.get("key", CharSequence.class)).isEqualTo("text");
			assertThat(cache.get("key", (Class<String>) null)).isEqualTo("text");
			assertThatThrownBy(() -> cache.get("key", Integer.class)).isInstanceOf(IllegalStateException.class);
		});
	}

	@Test
	void getWithLoaderLoadsOnceAndWrapsItsException() {
		with((cache) -> {
			assertThat(cache.get("key", () -> "loaded")).isEqualTo("loaded");
			assertThat(cache.get("key", () -> "again")).isEqualTo("loaded");
			Callable<String> failing = () -> {
				throw new java.io.IOException("no");
			};
			assertThatThrownBy(() -> cache.get("other", failing)).isInstanceOf(Cache.ValueRetrievalException.class)
				.hasRootCauseMessage("no");
			assertThat(cache.get("other")).isNull();
		});
	}

	@Test
	void putIfAbsentTellsWhatWasThere() {
		with((cache) -> {
			assertThat(cache.putIfAbsent("key", "first")).isNull();
			assertThat(cache.putIfAbsent("key", "second").get()).isEqualTo("first");
			assertThat(cache.get("key").get()).isEqualTo("first");
		});
	}

	@Test
	void evictionsAreDoneWhenTheyReturnAndTellWhetherThereWasSomething() {
		with((cache) -> {
			cache.put("key", "value");
			assertThat(cache.evictIfPresent("key")).isTrue();
			assertThat(cache.evictIfPresent("key")).isFalse();
			cache.put("key", "value");
			cache.evict("key");
			assertThat(cache.get("key")).isNull();
			cache.put("key", "value");
			// Costs the same at any size, so that nobody counts.
			assertThat(cache.invalidate()).isFalse();
			assertThat(cache.get("key")).isNull();
			cache.put("key", "value");
			cache.clear();
			assertThat(cache.get("key")).isNull();
		});
	}

	@Test
	void retrieveIsAsynchronous() {
		with((cache) -> {
			assertThat(cache.retrieve("key").join()).isNull();
			cache.put("key", null);
			assertThat(((Cache.ValueWrapper) cache.retrieve("key").join()).get()).isNull();
			assertThat(cache.retrieve("other", () -> CompletableFuture.completedFuture("loaded")).join())
				.isEqualTo("loaded");
			assertThat(cache.retrieve("other", () -> CompletableFuture.completedFuture("again")).join())
				.isEqualTo("loaded");
			assertThat(cache.get("other").get()).isEqualTo("loaded");
			assertThatThrownBy(
					() -> cache.retrieve("third", () -> CompletableFuture.failedFuture(new IllegalStateException("no")))
						.join())
				.hasRootCauseMessage("no");
		});
	}

	@Test
	void loaderOfRetrieveMayBlockWithoutStoppingTheDriver() {
		with((cache) -> {
			String value = cache.retrieve("outer", () -> {
				cache.put("inner", "from within");
				return CompletableFuture.completedFuture(cache.get("inner", String.class));
			}).orTimeout(5, java.util.concurrent.TimeUnit.SECONDS).join();
			assertThat(value).isEqualTo("from within");
		});
	}

	@Test
	void partsOfASimpleKeyAreParts() {
		with((cache) -> {
			cache.put(new SimpleKey("a, b", "c"), 1);
			assertThat(cache.get(new SimpleKey("a", "b, c"))).isNull();
			assertThat(cache.get(io.cacheaside.CompositeKey.of("a, b", "c")).get()).isEqualTo(1);
		});
	}

	@Test
	void longKeysAreKeptApart() {
		with((cache) -> {
			String half = "x".repeat(600);
			cache.put(half + "1", 1);
			cache.put(half + "2", 2);
			assertThat(cache.get(half + "1").get()).isEqualTo(1);
			assertThat(cache.get(half + "2").get()).isEqualTo(2);
			cache.clear();
			assertThat(cache.get(half + "1")).isNull();
		});
	}

	@Test
	void nameAndNativeCacheAreKnown() {
		with((cache) -> {
			assertThat(cache.getName()).isEqualTo("cache");
			assertThat(cache.getNativeCache()).isInstanceOf(io.cacheaside.engine.CacheRegion.class);
		});
	}

	private void with(Consumer<Cache> scenario) {
		this.runner.run((context) -> scenario.accept(context.getBean(CacheManager.class).getCache("cache")));
	}

}
