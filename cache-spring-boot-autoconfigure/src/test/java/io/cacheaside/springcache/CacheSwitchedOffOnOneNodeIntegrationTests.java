package io.cacheaside.springcache;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.context.ApplicationContext;

import io.cacheaside.CacheOperations;
import io.cacheaside.Position;
import io.cacheaside.TypedCache;
import io.cacheaside.annotation.CacheAside;
import io.cacheaside.annotation.WriteThrough;
import io.cacheaside.engine.CacheEngine;
import io.cacheaside.testing.RedisContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A cache may be off on one node and on at another, as while a setting is rolled out. Who
 * changes the source where it is off invalidates it where it is on.
 */
@Timeout(60)
class CacheSwitchedOffOnOneNodeIntegrationTests {

	@ParameterizedTest
	@EnumSource
	void whatIsChangedWhereItIsOffIsReadWhereItIsOn(Change change) {
		AtomicReference<String> source = new AtomicReference<>("old");
		ApplicationContextRunner runner = RedisContextRunner.onEmptyRedis()
			.withPropertyValues("cacheaside.local.enabled=true")
			.withBean(Names.class, () -> new Names(source));
		runner.run((on) -> {
			Names names = on.getBean(Names.class);
			await().until(() -> isServed(names));
			assertThat(names.cached("1")).isEqualTo("old");
			runner.withPropertyValues("cacheaside.caches.name.enabled=false").run((off) -> {
				await().until(() -> off.getBean(CacheEngine.class).log().trustsRemote());
				Position before = off.getBean(CacheEngine.class).log().applied();
				assertThat(off.getBean(Names.class).cached("1")).isEqualTo("old");
				assertThat(off.getBean(Names.class).aside("1")).isEqualTo("old");
				assertThat(off.getBean(CacheEngine.class).log().applied()).as("reads append nothing").isEqualTo(before);
				source.set("new");
				assertThat(off.getBean(Names.class).cached("1")).isEqualTo("new");
				change.on(off);
				await().untilAsserted(() -> assertThat(names.cached("1")).isEqualTo("new"));
			});
		});
	}

	/** Whether the source is not asked. */
	private static boolean isServed(Names names) {
		int before = names.asked();
		names.cached("1");
		return names.asked() == before;
	}

	/** How an application says that a name is another one now. */
	enum Change {

		EVICT {
			@Override
			void on(ApplicationContext node) {
				node.getBean(Names.class).evict("1");
			}
		},

		EVICT_ALL {
			@Override
			void on(ApplicationContext node) {
				node.getBean(Names.class).evictAll();
			}
		},

		PUT {
			@Override
			void on(ApplicationContext node) {
				node.getBean(Names.class).put("1");
			}
		},

		WRITE_THROUGH {
			@Override
			void on(ApplicationContext node) {
				node.getBean(Names.class).writeThrough("1");
			}
		},

		SPRING_CACHE {
			@Override
			void on(ApplicationContext node) {
				Cache cache = node.getBean(CacheManager.class).getCache("name");
				Objects.requireNonNull(cache).evictIfPresent("1");
			}
		},

		OPERATIONS_EVICT {
			@Override
			void on(ApplicationContext node) {
				cache(node).evict("1");
			}
		},

		OPERATIONS_PUT {
			@Override
			void on(ApplicationContext node) {
				cache(node).put("1", "new");
			}
		};

		abstract void on(ApplicationContext node);

		private static TypedCache<String> cache(ApplicationContext node) {
			return node.getBean(CacheOperations.class).cache("name", String.class);
		}

	}

	static class Names {

		private final AtomicInteger asked = new AtomicInteger();

		private final AtomicReference<String> source;

		Names(AtomicReference<String> source) {
			this.source = source;
		}

		/** How often the source was asked for what may be cached. */
		public int asked() {
			return this.asked.get();
		}

		@Cacheable("name")
		public String cached(String id) {
			this.asked.incrementAndGet();
			return this.source.get();
		}

		@CacheAside("name")
		public String aside(String id) {
			return this.source.get();
		}

		@CacheEvict("name")
		public void evict(String id) {
		}

		@CacheEvict(cacheNames = "name", allEntries = true)
		public void evictAll() {
		}

		@CachePut("name")
		public String put(String id) {
			return this.source.get();
		}

		@WriteThrough(cacheNames = "name", key = "#id")
		public String writeThrough(String id) {
			return this.source.get();
		}

	}

}
