package io.cacheaside.interceptor;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.core.StringRedisTemplate;

import io.cacheaside.CacheKeyException;
import io.cacheaside.CacheOperations;
import io.cacheaside.CacheResult;
import io.cacheaside.CurrentEntry;
import io.cacheaside.TypedCache;
import io.cacheaside.annotation.CacheAside;
import io.cacheaside.annotation.WriteThrough;
import io.cacheaside.testing.CachedKeys;
import io.cacheaside.testing.RedisContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What loaders say about the entries of their values, on a real Redis. */
class AdaptiveEntriesIntegrationTests {

	private final ApplicationContextRunner runner = RedisContextRunner.onEmptyRedis()
		.withUserConfiguration(SpringCaching.class)
		.withBean(Rates.class)
		.withBean(Reports.class);

	@Test
	void timeToLiveComesFromTheResult() {
		with((context, rates) -> {
			rates.declared("EUR", Duration.ofSeconds(90));
			assertLife(context, "test:declared:EUR", 90);
			rates.declared("USD", null);
			assertLife(context, "test:declared:USD", 600);
			rates.declared("GBP", Duration.ZERO);
			assertThat(CachedKeys.served(context)).containsExactlyInAnyOrder("test:declared:EUR", "test:declared:USD");
		});
	}

	@Test
	void capCountsForWhatALoaderSays() {
		this.runner.withPropertyValues("cacheaside.caches.declared.max-ttl=30s", "cacheaside.caches.said.max-ttl=20s")
			.run((context) -> {
				Rates rates = context.getBean(Rates.class);
				rates.declared("EUR", Duration.ofSeconds(90));
				assertLife(context, "test:declared:EUR", 30);
				rates.said("EUR", (entry) -> entry.ttl(Duration.ofHours(2)));
				assertLife(context, "test:said:EUR", 20);
			});
	}

	@Test
	void valueThatIsNoTimeToLiveReachesTheCallerAndNothingIsStored() {
		with((context, rates) -> {
			assertThatExceptionOfType(CacheKeyException.class).isThrownBy(() -> rates.wrong("EUR"))
				.withMessageContaining("'#{#result.currency}' in attribute 'ttl' of @CacheAside on "
						+ Rates.class.getName() + ".wrong(String)")
				.withMessageContaining("'EUR'");
			assertThat(CachedKeys.served(context)).isEmpty();
		});
	}

	@Test
	void methodSaysTimeToLiveAndTagsOverItsAnnotation() {
		with((context, rates) -> {
			rates.said("EUR", (entry) -> entry.ttl(Duration.ofSeconds(90)).tags("bank:1"));
			rates.said("USD", (entry) -> {
			});
			assertLife(context, "test:said:EUR", 90);
			assertLife(context, "test:said:USD", 300);
			CacheOperations caches = context.getBean(CacheOperations.class);
			caches.evictTag("bank:1");
			assertThat(CachedKeys.served(context)).containsExactly("test:said:USD");
			caches.evictTag("rates");
			assertThat(CachedKeys.served(context)).isEmpty();
		});
	}

	@Test
	void valueThatIsNotToBeCachedIsLoadedAgain() {
		with((context, rates) -> {
			rates.said("EUR", CurrentEntry::doNotCache);
			assertThat(CachedKeys.stored(context)).isEmpty();
			rates.said("EUR", (entry) -> {
			});
			assertThat(rates.calls()).isEqualTo(2);
			assertThat(CachedKeys.served(context)).containsExactly("test:said:EUR");
		});
	}

	@Test
	void whatIsSaidCountsInEachCacheOfTheMethod() {
		with((context, rates) -> {
			rates.inTwo("EUR");
			assertLife(context, "test:near:EUR", 90);
			assertLife(context, "test:far:EUR", 90);
		});
	}

	@Test
	void futureIsStoredAsItsLoaderSaidWhenItWasThere() {
		with((context, rates) -> {
			CompletableFuture<Rate> source = new CompletableFuture<>();
			CompletableFuture<Rate> rate = rates.later("EUR", source);
			source.complete(new Rate("EUR", null));
			assertThat(rate.join()).isEqualTo(new Rate("EUR", null));
			assertLife(context, "test:later:EUR", 90);
		});
	}

	@Test
	void innerLoadKeepsWhatItSaysToItself() {
		with((context, rates) -> {
			context.getBean(Reports.class).report("EUR");
			assertLife(context, "test:report:EUR", 600);
			assertLife(context, "test:said:EUR", 7);
		});
	}

	@Test
	void whatAMethodSaysThatIsNotCachedThisTimeIsLostAndNotThatOfItsCaller() {
		with((context, rates) -> {
			context.getBean(Reports.class).reportWithoutInnerCache("EUR");
			assertLife(context, "test:report:EUR", 600);
		});
	}

	@Test
	void writtenValueIsStoredAsItsMethodSays() {
		with((context, rates) -> {
			rates.write("EUR", (entry) -> entry.ttl(Duration.ofSeconds(90)).tags("bank:1"));
			assertLife(context, "test:said:EUR", 90);
			context.getBean(CacheOperations.class).evictTag("bank:1");
			assertThat(CachedKeys.served(context)).isEmpty();
		});
	}

	@Test
	void writtenValueThatIsNotToBeCachedEvictsTheOlderOne() {
		with((context, rates) -> {
			rates.said("EUR", (entry) -> {
			});
			rates.write("EUR", CurrentEntry::doNotCache);
			assertThat(CachedKeys.served(context)).isEmpty();
			rates.declared("EUR", Duration.ofSeconds(90));
			rates.writeDeclared("EUR", Duration.ZERO);
			assertThat(CachedKeys.served(context)).isEmpty();
		});
	}

	@Test
	void loaderOfAnOperationSaysTimeToLiveTagsAndNotToCache() {
		with((context, rates) -> {
			TypedCache<String> cache = context.getBean(CacheOperations.class).cache("operation", String.class);
			cache.getOrLoad("a", () -> {
				CurrentEntry.get().ttl(Duration.ofSeconds(90)).tags("bank:1");
				return "value";
			});
			assertLife(context, "test:operation:a", 90);
			context.getBean(CacheOperations.class).evictTag("bank:1");
			assertThat(cache.get("a")).isInstanceOf(CacheResult.Miss.class);
			cache.getOrLoad("b", () -> {
				CurrentEntry.get().doNotCache();
				return "value";
			});
			assertThat(cache.get("b")).isInstanceOf(CacheResult.Miss.class);
		});
	}

	@Test
	void methodsWithSpringsAnnotationsSayItToo() {
		with((context, rates) -> {
			Saying saying = (entry) -> entry.ttl(Duration.ofSeconds(90)).tags("bank:1");
			rates.synced("EUR", saying);
			assertLife(context, "test:cacheable:EUR", 90);
			rates.cacheable("USD", saying);
			assertLife(context, "test:cacheable:USD", 90);
			rates.put("GBP", saying);
			assertLife(context, "test:cacheable:GBP", 90);
			context.getBean(CacheOperations.class).evictTag("bank:1");
			assertThat(CachedKeys.served(context)).isEmpty();
		});
	}

	@Test
	void methodsWithSpringsAnnotationsSayNotToCache() {
		with((context, rates) -> {
			rates.synced("EUR", CurrentEntry::doNotCache);
			rates.cacheable("USD", CurrentEntry::doNotCache);
			assertThat(CachedKeys.served(context)).isEmpty();
			rates.cacheable("GBP", (entry) -> {
			});
			rates.put("GBP", CurrentEntry::doNotCache);
			assertThat(CachedKeys.served(context)).isEmpty();
		});
	}

	@Test
	void innerMethodWithSpringsAnnotationsKeepsWhatItSaysToItself() {
		with((context, rates) -> {
			context.getBean(Reports.class).reportWithSpringsCache("EUR");
			assertLife(context, "test:report:EUR", 600);
			assertLife(context, "test:cacheable:EUR", 7);
		});
	}

	@Test
	void methodThatSaysSomethingWorksWithoutACache() {
		assertThat(new Rates().said("EUR", CurrentEntry::doNotCache)).isEqualTo(new Rate("EUR", null));
		this.runner.withPropertyValues("cacheaside.caches.said.enabled=false").run((context) -> {
			Rate rate = context.getBean(Rates.class).said("EUR", (entry) -> entry.ttl(Duration.ofSeconds(90)));
			assertThat(rate).isEqualTo(new Rate("EUR", null));
		});
	}

	private void with(Use use) {
		this.runner.run((context) -> use.use(context, context.getBean(Rates.class)));
	}

	private static void assertLife(AssertableApplicationContext context, String key, long seconds) {
		assertThat(context.getBean(StringRedisTemplate.class).getExpire(key, TimeUnit.MILLISECONDS)).as(key)
			.isBetween((seconds - 5) * 1000, seconds * 1000);
	}

	@FunctionalInterface
	interface Use {

		void use(AssertableApplicationContext context, Rates rates) throws Throwable;

	}

	@FunctionalInterface
	interface Saying {

		void say(CurrentEntry entry);

	}

	public record Rate(String currency, @Nullable Duration validFor) {
	}

	static class Rates {

		private int calls;

		/** Asked through the proxy, whose own field stays 0. */
		public int calls() {
			return this.calls;
		}

		@CacheAside(cacheNames = "declared", key = "#currency", ttl = "#{#result.validFor}")
		public Rate declared(String currency, @Nullable Duration validFor) {
			return new Rate(currency, validFor);
		}

		@CacheAside(cacheNames = "declared", ttl = "#{#result.currency}")
		public Rate wrong(String currency) {
			return new Rate(currency, null);
		}

		@CacheAside(cacheNames = "said", key = "#currency", ttl = "5m", tags = "rates")
		public Rate said(String currency, Saying saying) {
			this.calls++;
			saying.say(CurrentEntry.get());
			return new Rate(currency, null);
		}

		@CacheAside(cacheNames = "said", key = "#currency", condition = "false")
		public Rate notThisTime(String currency) {
			CurrentEntry.get().ttl(Duration.ofSeconds(7));
			return new Rate(currency, null);
		}

		@CacheAside({ "near", "far" })
		public Rate inTwo(String currency) {
			CurrentEntry.get().ttl(Duration.ofSeconds(90));
			return new Rate(currency, null);
		}

		@CacheAside(cacheNames = "later", key = "#currency")
		public CompletableFuture<Rate> later(String currency, CompletableFuture<Rate> source) {
			CurrentEntry entry = CurrentEntry.get();
			return source.whenComplete((rate, failure) -> entry.ttl(Duration.ofSeconds(90)));
		}

		@WriteThrough(cacheNames = "said", key = "#currency")
		public Rate write(String currency, Saying saying) {
			saying.say(CurrentEntry.get());
			return new Rate(currency, null);
		}

		@WriteThrough(cacheNames = "declared", key = "#currency", ttl = "#{#result.validFor}")
		public Rate writeDeclared(String currency, Duration validFor) {
			return new Rate(currency, validFor);
		}

		@Cacheable(cacheNames = "cacheable", key = "#currency", sync = true)
		public Rate synced(String currency, Saying saying) {
			saying.say(CurrentEntry.get());
			return new Rate(currency, null);
		}

		@Cacheable(cacheNames = "cacheable", key = "#currency")
		public Rate cacheable(String currency, Saying saying) {
			saying.say(CurrentEntry.get());
			return new Rate(currency, null);
		}

		@CachePut(cacheNames = "cacheable", key = "#currency")
		public Rate put(String currency, Saying saying) {
			saying.say(CurrentEntry.get());
			return new Rate(currency, null);
		}

	}

	static class Reports {

		private final Rates rates;

		Reports(Rates rates) {
			this.rates = rates;
		}

		@CacheAside("report")
		public String report(String currency) {
			return "report on " + this.rates.said(currency, (entry) -> entry.ttl(Duration.ofSeconds(7)));
		}

		@CacheAside("report")
		public String reportWithSpringsCache(String currency) {
			return "report on " + this.rates.cacheable(currency, (entry) -> entry.ttl(Duration.ofSeconds(7)));
		}

		@CacheAside("report")
		public String reportWithoutInnerCache(String currency) {
			return "report on " + this.rates.notThisTime(currency);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableCaching
	static class SpringCaching {

	}

}
