package io.cacheaside.springcache;

import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import org.springframework.cache.annotation.Cacheable;

import io.cacheaside.CacheOperations;
import io.cacheaside.TypedCache;
import io.cacheaside.engine.CacheEngine;
import io.cacheaside.testing.RedisContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A method with two caches of which the first is switched off is a load of the second.
 */
class DisabledCacheBesideAnotherIntegrationTests {

	@Test
	void valueDependsOnWhatItsMethodReadAndIsCountedAsALoad() {
		RedisContextRunner.onEmptyRedis()
			.withPropertyValues("cacheaside.caches.off.enabled=false")
			.withBean(Service.class)
			.run((context) -> {
				Service service = context.getBean(Service.class);
				assertThat(service.greeting("1")).isEqualTo("hello name0");
				assertThat(context.getBean(CacheEngine.class).region("on").statistics().loads()).isEqualTo(1);
				context.getBean(CacheOperations.class).cache("name", String.class).evict("1");
				assertThat(service.greeting("1")).isEqualTo("hello name1");
			});
	}

	static class Service {

		private final AtomicInteger reads = new AtomicInteger();

		private final TypedCache<String> names;

		Service(CacheOperations operations) {
			this.names = operations.cache("name", String.class);
		}

		@Cacheable({ "off", "on" })
		public String greeting(String id) throws Exception {
			return "hello " + this.names.getOrLoad(id, () -> "name" + this.reads.getAndIncrement());
		}

	}

}
