package io.cacheaside.springcache;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cache.annotation.CacheConfig;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.Caching;

import io.cacheaside.annotation.CacheAside;
import io.cacheaside.testing.CachedKeys;
import io.cacheaside.testing.RedisContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/** Spring's own annotations, unedited, on our cache manager and a real Redis. */
class SpringAnnotationsIntegrationTests {

	private final ApplicationContextRunner runner = RedisContextRunner.onEmptyRedis()
		.withBean(SpringService.class)
		.withBean(ConfiguredService.class);

	@Test
	void cacheableLoadsOnce() {
		run((context, service) -> {
			User loaded = service.user("usr_1");
			assertThat(service.user("usr_1")).isEqualTo(loaded);
			assertThat(service.calls()).isEqualTo(1);
			assertThat(keys(context)).containsExactly("test:user:usr_1");
		});
	}

	@Test
	void declaredGenericTypeComesBack() {
		run((context, service) -> {
			service.users("a");
			List<User> users = service.users("a");
			assertThat(users.get(0)).isInstanceOf(User.class);
			assertThat(service.calls()).isEqualTo(1);
		});
	}

	@Test
	void nullAndSyncAndFuturesAndReactiveTypesAreCached() {
		run((context, service) -> {
			for (int i = 0; i < 2; i++) {
				assertThat(service.missing("a")).isNull();
				assertThat(service.synced("a")).isEqualTo(new User("a", "synced"));
				assertThat(service.future("a").join()).isEqualTo(new User("a", "future"));
				assertThat(service.mono("a").block()).isEqualTo(new User("a", "mono"));
				assertThat(service.flux("a").collectList().block()).containsExactly(new User("a", "flux"));
			}
			assertThat(service.calls()).isEqualTo(5);
		});
	}

	@Test
	void exceptionOfASyncLoaderReachesTheCallerUnchanged() {
		run((context, service) -> org.assertj.core.api.Assertions.assertThatThrownBy(() -> service.syncedFailing("a"))
			.isExactlyInstanceOf(IllegalStateException.class)
			.hasMessage("a"));
	}

	@Test
	void putAndEvictAreInForceWhenTheyReturn() {
		run((context, service) -> {
			service.user("usr_1");
			service.save(new User("usr_1", "saved"));
			assertThat(service.user("usr_1").name()).isEqualTo("saved");
			service.evict("usr_1");
			assertThat(CachedKeys.served(context)).isEmpty();
			service.user("usr_1");
			service.user("usr_2");
			service.evictAll();
			assertThat(CachedKeys.served(context)).isEmpty();
		});
	}

	@Test
	void clearLeavesTheNeighbourWithALongerNameAlone() {
		run((context, service) -> {
			service.user("usr_1");
			service.users("a");
			service.evictAll();
			assertThat(CachedKeys.served(context)).containsExactly("test:users:a");
		});
	}

	@Test
	void cachingAndCacheConfigWork() {
		run((context, service) -> {
			ConfiguredService configured = context.getBean(ConfiguredService.class);
			configured.find("a");
			assertThat(keys(context)).containsExactly("test:configured:a");
			configured.saveBoth(new User("a", "saved"));
			assertThat(CachedKeys.served(context)).containsExactly("test:user:a");
		});
	}

	@Test
	void keysAreThoseOfCacheAside() {
		run((context, service) -> {
			service.byTwo("a", 1);
			service.byInlineList("a", 1);
			service.byCacheAside("a", 1);
			assertThat(keys(context)).containsExactly("test:pair:a:1");
			assertThat(service.calls()).isEqualTo(1);
			service.byList(List.of("a", "1"));
			assertThat(keys(context)).containsExactlyInAnyOrder("test:pair:a:1", "test:pair:(a,1)");
			service.byNothing();
			assertThat(keys(context)).contains("test:pair:%none");
			service.byOne(null);
			assertThat(keys(context)).contains("test:pair:%null");
		});
	}

	@Test
	void evictionMeetsWhatAMethodThatNamesTheManagerStored() {
		run((context, service) -> {
			service.byNamedManager("a", 1);
			assertThat(keys(context)).containsExactly("test:pair:a:1");
			service.evictPair("a", 1);
			assertThat(CachedKeys.served(context)).isEmpty();
		});
	}

	private void run(Scenario scenario) {
		this.runner.run((context) -> scenario.run(context, context.getBean(SpringService.class)));
	}

	private static Set<String> keys(AssertableApplicationContext context) {
		return CachedKeys.stored(context);
	}

	@FunctionalInterface
	interface Scenario {

		void run(AssertableApplicationContext context, SpringService service) throws Throwable;

	}

	public record User(String id, String name) {
	}

	static class SpringService {

		private int calls;

		/** Asked through the proxy, whose own field stays 0. */
		public int calls() {
			return this.calls;
		}

		@Cacheable("user")
		public User user(String id) {
			this.calls++;
			return new User(id, "loaded");
		}

		@Cacheable("users")
		public List<User> users(String id) {
			this.calls++;
			return List.of(new User(id, "loaded"));
		}

		@Cacheable("missing")
		public User missing(String id) {
			this.calls++;
			return null;
		}

		@Cacheable(cacheNames = "synced", sync = true)
		public User synced(String id) {
			this.calls++;
			return new User(id, "synced");
		}

		@Cacheable(cacheNames = "syncedFailing", sync = true)
		public User syncedFailing(String id) {
			throw new IllegalStateException(id);
		}

		@Cacheable("future")
		public CompletableFuture<User> future(String id) {
			this.calls++;
			return CompletableFuture.completedFuture(new User(id, "future"));
		}

		@Cacheable("mono")
		public Mono<User> mono(String id) {
			this.calls++;
			return Mono.just(new User(id, "mono"));
		}

		@Cacheable("flux")
		public Flux<User> flux(String id) {
			this.calls++;
			return Flux.just(new User(id, "flux"));
		}

		@CachePut(cacheNames = "user", key = "#user.id")
		public User save(User user) {
			return user;
		}

		@CacheEvict("user")
		public void evict(String id) {
		}

		@CacheEvict(cacheNames = "user", allEntries = true)
		public void evictAll() {
		}

		@Cacheable("pair")
		public String byTwo(String a, int b) {
			this.calls++;
			return a + b;
		}

		@Cacheable(cacheNames = "pair", key = "{#a, #b}")
		public String byInlineList(String a, int b) {
			this.calls++;
			return a + b;
		}

		@CacheAside(cacheNames = "pair", key = "{#a, #b}")
		public String byCacheAside(String a, int b) {
			this.calls++;
			return a + b;
		}

		@Cacheable(cacheNames = "pair", key = "{#a, #b}", cacheManager = "cacheManager")
		public String byNamedManager(String a, int b) {
			return a + b;
		}

		@CacheEvict(cacheNames = "pair", key = "{#a, #b}")
		public void evictPair(String a, int b) {
		}

		@Cacheable("pair")
		public String byList(List<String> list) {
			return "list";
		}

		@Cacheable("pair")
		public String byNothing() {
			return "nothing";
		}

		@Cacheable("pair")
		public String byOne(String one) {
			return "one";
		}

	}

	@CacheConfig(cacheNames = "configured")
	static class ConfiguredService {

		@Cacheable
		public User find(String id) {
			return new User(id, "found");
		}

		@Caching(put = @CachePut(cacheNames = "user", key = "#user.id"), evict = @CacheEvict(key = "#user.id"))
		public User saveBoth(User user) {
			return user;
		}

	}

}
