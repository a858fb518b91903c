package io.cacheaside.springcache;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.stream.Stream;

import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Cacheable;

import io.cacheaside.CacheOperations;
import io.cacheaside.annotation.CacheAside;
import io.cacheaside.annotation.WriteThrough;
import io.cacheaside.engine.CacheEngine;
import io.cacheaside.engine.CacheStatistics;
import io.cacheaside.testing.RedisContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/** Calls that the local tier answers, and values that an eviction overtakes. */
class LocalHitsIntegrationTests {

	private final ApplicationContextRunner runner = RedisContextRunner.onEmptyRedis()
		.withPropertyValues("cacheaside.local.enabled=true", "cacheaside.coherence.max-staleness=30s")
		.withBean(Source.class)
		.withBean(Service.class);

	@ParameterizedTest
	@MethodSource("readers")
	void secondCallIsAnsweredLocally(Call method) {
		run((service, source, cache) -> {
			assertThat(method.apply(service, "a")).isEqualTo("a 1");
			assertThat(method.apply(service, "a")).isEqualTo("a 1");
			assertThat(statistics(cache).localHits()).isEqualTo(1);
			assertThat(statistics(cache).remoteHits()).isZero();
			assertThat(statistics(cache).misses()).isEqualTo(1);
		});
	}

	@ParameterizedTest
	@MethodSource("readers")
	void everyWayToAnEntryFindsItLocally(Call method) {
		run((service, source, cache) -> {
			service.cacheable("a");
			assertThat(method.apply(service, "a")).isEqualTo("a 1");
			assertThat(statistics(cache).localHits()).isEqualTo(1);
			assertThat(cache.get("a", String.class)).isEqualTo("a 1");
		});
	}

	@ParameterizedTest
	@MethodSource("readers")
	void evictedEntryIsGone(Call method) {
		run((service, source, cache) -> {
			method.apply(service, "a");
			cache.evict("a");
			assertThat(method.apply(service, "a")).isEqualTo("a 2");
			cache.clear();
			assertThat(method.apply(service, "a")).isEqualTo("a 3");
		});
	}

	@ParameterizedTest
	@MethodSource({ "readers", "writers" })
	void valueThatAnEvictionOvertookIsNotKept(Call method) {
		run((service, source, cache) -> {
			source.meanwhile = () -> cache.evict("a");
			assertThat(method.apply(service, "a")).isEqualTo("a 1");
			source.meanwhile = () -> {
			};
			assertThat(service.cacheable("a")).isEqualTo("a 2");
			assertThat(service.cacheable("a")).isEqualTo("a 2");
		});
	}

	@ParameterizedTest
	@MethodSource("writers")
	void writtenValueTakesThePlaceOfTheOneBefore(Call method) {
		run((service, source, cache) -> {
			service.cacheable("a");
			assertThat(method.apply(service, "a")).isEqualTo("a 2");
			assertThat(service.cacheable("a")).isEqualTo("a 2");
		});
	}

	@ParameterizedTest
	@MethodSource("writers")
	void writtenValueIsFoundLocallyByTheNextReader(Call method) {
		run((service, source, cache) -> {
			assertThat(method.apply(service, "a")).isEqualTo("a 1");
			assertThat(service.cacheable("a")).isEqualTo("a 1");
			assertThat(service.cacheAside("a")).isEqualTo("a 1");
			assertThat(statistics(cache).localHits()).isEqualTo(2);
			assertThat(statistics(cache).remoteHits()).isZero();
		});
	}

	@Test
	void valueThatIsPutByHandIsFoundLocallyToo() {
		this.runner.run((context) -> {
			Cache cache = context.getBean(CacheManager.class).getCache("user");
			context.getBean(CacheOperations.class).cache("user", String.class).put("a", "put");
			assertThat(context.getBean(Service.class).cacheable("a")).isEqualTo("put");
			cache.put("b", "put too");
			assertThat(cache.get("b").get()).isEqualTo("put too");
			assertThat(statistics(cache).localHits()).isEqualTo(2);
		});
	}

	static Stream<Named<Call>> readers() {
		return Stream.of(Named.of("cacheAside", Service::cacheAside), Named.of("cacheable", Service::cacheable),
				Named.of("synced", Service::synced), Named.of("unlessNull", Service::unlessNull),
				Named.of("byNamedManager", Service::byNamedManager));
	}

	static Stream<Named<Call>> writers() {
		return Stream.of(Named.of("put", Service::put), Named.of("writeThrough", Service::writeThrough));
	}

	@Test
	void keysOfEveryKindAreFoundLocally() {
		run((service, source, cache) -> {
			List<Object> keys = List.of("a:b", 1L, 2, (short) 3, UUID.randomUUID(), List.of("a", "b"), 4.5);
			for (Object key : keys) {
				assertThat(service.byAnything(key)).isEqualTo(service.byAnything(key));
			}
			assertThat(statistics(cache).localHits()).isEqualTo(keys.size());
		});
	}

	@Test
	void optionalsAndNullsAreAnsweredAsTheMethodAnswersThem() {
		run((service, source, cache) -> {
			for (int i = 0; i < 3; i++) {
				assertThat(service.optional("a")).contains("a 1");
				assertThat(service.optional("none")).isEmpty();
				assertThat(service.cacheAsideOptional("a")).contains("a 1");
				assertThat(service.nothing("nothing")).isNull();
			}
			assertThat(statistics(cache).localHits()).isEqualTo(9);
		});
	}

	private void run(Scenario scenario) {
		this.runner.run((context) -> {
			assertThat(context).hasNotFailed();
			scenario.run(context.getBean(Service.class), context.getBean(Source.class),
					context.getBean(CacheManager.class).getCache("user"));
			assertThat(context.getBean(CacheEngine.class).undeliveredInvalidations()).isZero();
		});
	}

	private static CacheStatistics statistics(Cache cache) {
		return ((CacheAsideCache) cache).getNativeCache().statistics();
	}

	@FunctionalInterface
	interface Call extends BiFunction<Service, String, String> {

	}

	@FunctionalInterface
	interface Scenario {

		void run(Service service, Source source, Cache cache);

	}

	/** Gives each time another value, and lets something happen after it was read. */
	static class Source {

		private int reads;

		private Runnable meanwhile = () -> {
		};

		String read(String id) {
			String value = id + " " + ++this.reads;
			this.meanwhile.run();
			return value;
		}

	}

	static class Service {

		private final Source source;

		Service(Source source) {
			this.source = source;
		}

		@CacheAside(cacheNames = "user", key = "#id")
		public String cacheAside(String id) {
			return this.source.read(id);
		}

		@Cacheable("user")
		public String cacheable(String id) {
			return this.source.read(id);
		}

		@Cacheable(cacheNames = "user", key = "#id", sync = true)
		public String synced(String id) {
			return this.source.read(id);
		}

		@Cacheable(cacheNames = "user", unless = "#result == null")
		public String unlessNull(String id) {
			return this.source.read(id);
		}

		@Cacheable(cacheNames = "user", cacheManager = "cacheManager")
		public String byNamedManager(String id) {
			return this.source.read(id);
		}

		@CachePut("user")
		public String put(String id) {
			return this.source.read(id);
		}

		@WriteThrough("user")
		public String writeThrough(String id) {
			return this.source.read(id);
		}

		@Cacheable("user")
		public String byAnything(Object key) {
			return this.source.read(String.valueOf(key));
		}

		@Cacheable("user")
		public Optional<String> optional(String id) {
			return id.equals("none") ? Optional.empty() : Optional.of(this.source.read(id));
		}

		@CacheAside("user")
		public Optional<String> cacheAsideOptional(String id) {
			return Optional.of(this.source.read(id));
		}

		@Cacheable("user")
		public String nothing(String id) {
			return null;
		}

	}

}
