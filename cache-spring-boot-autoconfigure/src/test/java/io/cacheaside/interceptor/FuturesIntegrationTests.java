package io.cacheaside.interceptor;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.cacheaside.annotation.CacheAside;
import io.cacheaside.annotation.CacheEvictPattern;
import io.cacheaside.annotation.WriteThrough;
import io.cacheaside.engine.CacheEngine;
import io.cacheaside.testing.CachedKeys;
import io.cacheaside.testing.RedisContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Futures go on where blocking is allowed, keep their failures, and interrupts do not
 * hide results.
 */
class FuturesIntegrationTests {

	private final ApplicationContextRunner runner = RedisContextRunner.onEmptyRedis().withBean(AsyncService.class);

	@Test
	void whatFollowsAMissedFutureMayCallTheCache() {
		this.runner.run((context) -> {
			AsyncService service = context.getBean(AsyncService.class);
			AtomicReference<String> thread = new AtomicReference<>("");
			CompletableFuture<String> source = new CompletableFuture<>();
			CompletableFuture<String> value = service.find("1", source).thenApply((found) -> {
				thread.set(Thread.currentThread().getName());
				return found + service.blocking("1");
			});
			// Not before something follows it, which would run here otherwise.
			source.complete("found 1");
			assertThat(value.get(30, TimeUnit.SECONDS)).isEqualTo("found 1blocking 1");
			assertThat(context.getBean(CacheEngine.class).region("blocking").statistics().bypasses()).isZero();
			assertThat(thread.get()).startsWith("cacheaside-async");
		});
	}

	@Test
	void blockingEvictionsMayFollowEvictingFutures() {
		this.runner.run((context) -> {
			AsyncService service = context.getBean(AsyncService.class);
			List<CompletableFuture<?>> all = new ArrayList<>();
			for (int i = 0; i < 16; i++) {
				all.add(service.change("id" + i).thenAccept(service::changeBlocking));
			}
			CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);
		});
	}

	@Test
	void writeThroughAndEvictionOfAFutureAreDoneWhenItIs() {
		this.runner.run((context) -> {
			AsyncService service = context.getBean(AsyncService.class);
			service.find("1", later("found 1")).join();
			service.save("1").join();
			assertThat(CachedKeys.served(context)).containsExactly("test:saved:1");
		});
	}

	@Test
	void failureOfAFutureReachesTheCallerUnchanged() {
		this.runner.run((context) -> {
			AtomicReference<Throwable> seen = new AtomicReference<>();
			context.getBean(AsyncService.class).failing("1").exceptionally((failure) -> {
				seen.set(failure);
				return "";
			}).join();
			assertThat(seen.get()).isExactlyInstanceOf(IllegalArgumentException.class);
		});
	}

	@Test
	void noFutureAtAllIsHandedOutAsItIs() {
		this.runner.run((context) -> assertThat(context.getBean(AsyncService.class).none("1")).isNull());
	}

	@Test
	void interruptedThreadGetsWhatItLoadedAndSavedAndStaysInterrupted() {
		this.runner.run((context) -> {
			AsyncService service = context.getBean(AsyncService.class);
			try {
				assertThat(service.interrupting("1")).isEqualTo("loaded");
				assertThat(Thread.interrupted()).isTrue();
				assertThat(service.interruptingChange("1")).isEqualTo("changed");
			}
			finally {
				assertThat(Thread.interrupted()).isTrue();
			}
			assertThat(CachedKeys.served(context)).isEmpty();
		});
	}

	private static <T> CompletableFuture<T> later(T value) {
		return CompletableFuture.supplyAsync(() -> value, CompletableFuture.delayedExecutor(20, TimeUnit.MILLISECONDS));
	}

	static class AsyncService {

		@CacheAside(cacheNames = "found", key = "#id")
		public CompletableFuture<String> find(String id, CompletableFuture<String> source) {
			return source;
		}

		@CacheAside("blocking")
		public String blocking(String id) {
			return "blocking " + id;
		}

		@CacheEvictPattern("found:*")
		public CompletableFuture<String> change(String id) {
			return later(id);
		}

		@CacheEvictPattern("found:*")
		public void changeBlocking(String id) {
		}

		@WriteThrough("saved")
		@CacheEvictPattern("found:*")
		public CompletableFuture<String> save(String id) {
			return later("saved " + id);
		}

		@CacheAside("failing")
		public CompletableFuture<String> failing(String id) {
			return CompletableFuture.failedFuture(new IllegalArgumentException(id));
		}

		@CacheAside("none")
		public CompletableFuture<String> none(String id) {
			return null;
		}

		@CacheAside("interrupted")
		public String interrupting(String id) {
			Thread.currentThread().interrupt();
			return "loaded";
		}

		@CacheEvictPattern("interrupted:*")
		public String interruptingChange(String id) {
			Thread.currentThread().interrupt();
			return "changed";
		}

	}

}
