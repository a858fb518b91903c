package io.cacheaside.springcache;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cache.annotation.Cacheable;

import io.cacheaside.annotation.CacheAside;
import io.cacheaside.engine.CacheEngine;
import io.cacheaside.engine.CacheStatistics;
import io.cacheaside.engine.ReadCheck;
import io.cacheaside.testing.RedisContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/** Every kind of method has its hits compared with what it returns by then. */
class WatchedReadsIntegrationTests {

	private final ApplicationContextRunner runner = RedisContextRunner.onEmptyRedis()
		.withPropertyValues("cacheaside.verify.reads-every=100ms", "cacheaside.coherence.max-staleness=200ms",
				// Stores nothing, so that the other cache has the hit.
				"cacheaside.caches.tiny.remote.max-value-size=1B")
		.withBean(Service.class);

	@ParameterizedTest
	@MethodSource("methods")
	void sourceThatChangesWithoutInvalidationIsFound(Function<Service, Object> method) {
		for (boolean local : new boolean[] { true, false }) {
			this.runner.withPropertyValues("cacheaside.local.enabled=" + local).run((context) -> {
				CacheStatistics statistics = context.getBean(CacheEngine.class).region("user").statistics();
				Service service = context.getBean(Service.class);
				assertThat(method.apply(service)).hasToString("0");
				Awaitility.await().until(() -> {
					method.apply(service);
					return statistics.verifiedReads(ReadCheck.CURRENT) > 0;
				});
				service.change();
				Awaitility.await().until(() -> {
					assertThat(method.apply(service)).hasToString("0");
					return statistics.verifiedReads(ReadCheck.STALE) > 0;
				});
				assertThat(statistics.verifiedReads(ReadCheck.FAILED)).isZero();
				context.getBean(CacheEngine.class).region("user").clear().toCompletableFuture().join();
			});
		}
	}

	static Stream<Named<Function<Service, Object>>> methods() {
		return Stream.of(Named.of("@CacheAside", (service) -> service.cacheAside("1")),
				Named.of("@Cacheable", (service) -> service.cacheable("1")),
				Named.of("two caches", (service) -> service.twoCaches("1")),
				Named.of("sync", (service) -> service.sync("1")),
				Named.of("optional", (service) -> service.optional("1").orElseThrow()),
				Named.of("future", (service) -> service.future("1").join()),
				Named.of("cacheable future", (service) -> service.cacheableFuture("1").join()));
	}

	/** Methods of one cache, over one source. */
	static class Service {

		private final AtomicInteger source = new AtomicInteger();

		public void change() {
			this.source.incrementAndGet();
		}

		@CacheAside(cacheNames = "user", key = "#id")
		public String cacheAside(String id) {
			return this.source.toString();
		}

		@Cacheable("user")
		public String cacheable(String id) {
			return this.source.toString();
		}

		@Cacheable({ "tiny", "user" })
		public String twoCaches(String id) {
			return this.source.toString();
		}

		@Cacheable(cacheNames = "user", sync = true)
		public String sync(String id) {
			return this.source.toString();
		}

		@Cacheable("user")
		public Optional<String> optional(String id) {
			return Optional.of(this.source.toString());
		}

		@CacheAside(cacheNames = "user", key = "#id")
		public CompletableFuture<String> future(String id) {
			return CompletableFuture.completedFuture(this.source.toString());
		}

		@Cacheable("user")
		public CompletableFuture<String> cacheableFuture(String id) {
			return CompletableFuture.completedFuture(this.source.toString());
		}

	}

}
