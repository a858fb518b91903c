package io.cacheaside.autoconfigure;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.cache.interceptor.BeanFactoryCacheOperationSourceAdvisor;
import org.springframework.cache.interceptor.CacheInterceptor;
import org.springframework.cache.support.NoOpCacheManager;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DeferredImportSelector;
import org.springframework.context.annotation.Import;
import org.springframework.core.type.AnnotationMetadata;

import io.cacheaside.CacheConfigurationException;
import io.cacheaside.CacheOperations;
import io.cacheaside.CacheOutcomes;
import io.cacheaside.CacheSettings;
import io.cacheaside.LocalSettings;
import io.cacheaside.TimeToLive;
import io.cacheaside.actuate.CacheAsideHealthIndicator;
import io.cacheaside.annotation.CacheAside;
import io.cacheaside.engine.CacheEngine;
import io.cacheaside.engine.RemoteTier;
import io.cacheaside.metrics.MicrometerEngineListener;
import io.cacheaside.springcache.CacheAsideCache;
import io.cacheaside.springcache.CacheAsideCacheManager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Every condition both ways. Redis is configured but not there: nothing here needs it.
 */
@ExtendWith(OutputCaptureExtension.class)
class CacheAsideAutoConfigurationTests {

	private final ApplicationContextRunner withoutRedis = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class, CacheAsideAutoConfiguration.class,
				CacheAsideMetricsAutoConfiguration.class, CacheAsideHealthAutoConfiguration.class,
				CacheAutoConfiguration.class))
		.withPropertyValues("spring.application.name=test");

	private final ApplicationContextRunner runner = this.withoutRedis
		.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class))
		.withPropertyValues("spring.data.redis.port=1");

	@Test
	void cacheManagerIsOursAheadOfTheOnesThatBootWouldChoose() {
		this.runner.run((context) -> {
			assertThat(context).hasSingleBean(CacheManager.class).hasSingleBean(CacheAsideCacheManager.class);
			assertThat(context).hasBean("cacheManager");
		});
	}

	@Test
	void enableCachingIsNotNeeded() {
		this.runner.run((context) -> assertThat(context).hasSingleBean(CacheInterceptor.class));
	}

	@Test
	void enableCachingOfTheApplicationIsKept() {
		this.runner.withUserConfiguration(OwnEnableCaching.class).run((context) -> {
			assertThat(context).hasSingleBean(CacheAsideCacheManager.class);
			assertThat(context.getBean(BeanFactoryCacheOperationSourceAdvisor.class).getOrder()).isEqualTo(5);
		});
	}

	@Test
	void cacheManagerOfTheApplicationWinsAndOurAnnotationsStillRunOnOurEngine() {
		this.runner.withBean("own", CacheManager.class, ConcurrentMapCacheManager::new)
			.withBean(Annotated.class)
			.run((context) -> {
				assertThat(context.getBean(CacheManager.class)).isInstanceOf(ConcurrentMapCacheManager.class);
				assertThat(context).doesNotHaveBean(CacheInterceptor.class);
				context.getBean(Annotated.class).find("1");
				assertThat(context.getBean(CacheEngine.class).region("user").statistics().misses()).isEqualTo(1);
			});
	}

	@Test
	void anotherCacheTypeKeepsOurManagerAway() {
		this.runner.withUserConfiguration(OwnEnableCaching.class)
			.withPropertyValues("spring.cache.type=simple")
			.run((context) -> {
				assertThat(context.getBean(CacheManager.class)).isInstanceOf(ConcurrentMapCacheManager.class);
				assertThat(context).hasSingleBean(CacheEngine.class);
			});
	}

	@Test
	void cacheTypeRedisIsOurs() {
		this.runner.withPropertyValues("spring.cache.type=redis")
			.run((context) -> assertThat(context).hasSingleBean(CacheAsideCacheManager.class));
	}

	@Test
	void withoutRedisConnectionFactoryTheManagerBacksOff() {
		this.withoutRedis.run((context) -> {
			assertThat(context).hasNotFailed().doesNotHaveBean(CacheEngine.class);
			assertThat(context).doesNotHaveBean(CacheManager.class);
		});
	}

	@Test
	void withoutRedisConnectionFactoryOnlyAnApplicationThatUsesOurAnnotationsFails() {
		this.withoutRedis.withBean(Annotated.class).run((context) -> {
			assertThat(context).hasFailed();
			assertThat(context.getStartupFailure()).hasMessageContaining("Annotated.find(String)")
				.hasMessageContaining("RedisConnectionFactory");
		});
	}

	@Test
	void withoutSpringDataRedisNothingIsConfigured() {
		this.withoutRedis.withClassLoader(new FilteredClassLoader("org.springframework.data.redis"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(CacheEngine.class));
	}

	@Test
	void switchedOffMethodsJustRunAndWhatIsInjectedIsThere() {
		for (String off : new String[] { "cacheaside.enabled=false", "spring.cache.type=none" }) {
			this.runner.withBean(Annotated.class)
				.withBean(SpringAnnotated.class)
				.withPropertyValues(off)
				.run((context) -> {
					assertThat(context).hasNotFailed().doesNotHaveBean(RemoteTier.class);
					assertThat(context.getBean(CacheManager.class)).isInstanceOf(NoOpCacheManager.class);
					assertJustRuns(context.getBean(Annotated.class)::find);
					assertJustRuns(context.getBean(SpringAnnotated.class)::find);
					assertCachesNothing(context);
				});
		}
	}

	@Test
	void switchingOursOffLeavesACacheOfAnotherTypeAlone() {
		this.runner.withUserConfiguration(OwnEnableCaching.class)
			.withPropertyValues("cacheaside.enabled=false", "spring.cache.type=simple")
			.run((context) -> assertThat(context.getBean(CacheManager.class))
				.isInstanceOf(ConcurrentMapCacheManager.class));
	}

	@Test
	void lazyBeanWithoutRedisTellsTheMendAtItsFirstCall() {
		this.withoutRedis.withBean("lazy", Annotated.class, Annotated::new, (bean) -> bean.setLazyInit(true))
			.run((context) -> assertThatThrownBy(() -> context.getBean(Annotated.class).find("1"))
				.isInstanceOf(CacheConfigurationException.class)
				.hasMessageContaining("RedisConnectionFactory"));
	}

	@Test
	void undeliveredInvalidationsAreToldWhenTheApplicationStops(CapturedOutput output) {
		this.runner.run((context) -> context.getBean(CacheOperations.class).cache("user", String.class).evict("1"));
		assertThat(output).contains("The application stops with 1 undelivered");
	}

	private static void assertJustRuns(UnaryOperator<String> method) {
		assertThat(method.apply("1")).isNotEqualTo(method.apply("1"));
	}

	private static void assertCachesNothing(ApplicationContext context) throws Exception {
		CacheOperations operations = context.getBean(CacheOperations.class);
		operations.cache("user", String.class).put("1", "kept?");
		operations.evictTag("org:1");
		operations.evictPattern("user:*");
		assertThat(operations.cache("user", String.class).getOrLoad("1", () -> "loaded")).isEqualTo("loaded");
		try (CacheOutcomes.Recording recording = context.getBean(CacheOutcomes.class).record()) {
			context.getBean(Annotated.class).find("1");
			assertThat(recording.outcomes()).isEmpty();
		}
	}

	@Test
	void oneCacheCanBeSwitchedOff() {
		this.runner.withBean(Annotated.class)
			.withPropertyValues("cacheaside.caches.user.enabled=false")
			.run((context) -> {
				assertJustRuns(context.getBean(Annotated.class)::find);
				assertThat(context.getBean(CacheEngine.class).region("user").statistics().misses()).isZero();
			});
	}

	@Test
	void cachesNamedInTheConfigurationExistFromTheStart() {
		this.runner.withPropertyValues("cacheaside.caches.user.ttl=1h", "spring.cache.cache-names=organization")
			.withInitializer((context) -> TestPropertyValues.of(Map.of("cacheaside.caches.[api:agents:list].ttl", "1m"))
				.applyTo(context))
			.run((context) -> assertThat(context.getBean(CacheManager.class).getCacheNames())
				.containsExactlyInAnyOrder("user", "api:agents:list", "organization"));
	}

	@Test
	void otherCachesAreMadeOnDemandUnlessStrict() {
		this.runner.run((context) -> {
			assertThat(context.getBean(CacheManager.class).getCache("any")).isInstanceOf(CacheAsideCache.class);
			assertThat(context.getBean(CacheManager.class).getCacheNames()).containsExactly("any");
		});
		this.runner.withPropertyValues("cacheaside.strict=true", "cacheaside.caches.user.ttl=1h").run((context) -> {
			assertThat(context.getBean(CacheManager.class).getCache("any")).isNull();
			assertThat(context.getBean(CacheManager.class).getCache("user")).isNotNull();
		});
	}

	@Test
	void settingsComeFromTheCacheThenFromTheDefaults() {
		this.runner.withPropertyValues("cacheaside.ttl=2h", "cacheaside.null-ttl=5s", "cacheaside.max-ttl=1d",
				"cacheaside.ttl-jitter=0.2", "cacheaside.remote.max-value-size=10KB", "cacheaside.caches.user.ttl=none",
				"cacheaside.caches.user.null-ttl=0s", "cacheaside.caches.user.max-ttl=1h",
				"cacheaside.caches.user.ttl-jitter=0", "cacheaside.caches.user.tags=people,all",
				"cacheaside.caches.user.codec.verify=true", "cacheaside.caches.user.remote.max-value-size=1KB",
				"cacheaside.local.maximum-entries=500", "cacheaside.local.maximum-size=2MB", "cacheaside.local.ttl=3m",
				"cacheaside.caches.user.local.enabled=false", "cacheaside.caches.user.local.maximum-entries=7",
				"cacheaside.caches.user.local.maximum-size=1KB", "cacheaside.caches.user.local.ttl=9s",
				"cacheaside.caches.user.local.copy=true")
			.run((context) -> {
				CacheSettings user = context.getBean(CacheEngine.class).region("user").settings();
				assertThat(user).isEqualTo(new CacheSettings("user", true, TimeToLive.NONE, Duration.ZERO,
						TimeToLive.of(Duration.ofHours(1)), 0, Set.of("people", "all"), true, 1024,
						new LocalSettings(false, 7, 1024, Duration.ofSeconds(9), true)));
				CacheSettings other = context.getBean(CacheEngine.class).region("other").settings();
				assertThat(other).isEqualTo(new CacheSettings("other", true, TimeToLive.of(Duration.ofHours(2)),
						Duration.ofSeconds(5), TimeToLive.of(Duration.ofDays(1)), 0.2, Set.of(), false, 10 * 1024,
						new LocalSettings(true, 500, 2 * 1024 * 1024, Duration.ofMinutes(3), false)));
			});
	}

	@Test
	void localTierOfACacheIsOnAndHoldsTenThousandEntriesUnlessTold() {
		this.runner.run((context) -> assertThat(context.getBean(CacheEngine.class).region("user").settings().local())
			.isEqualTo(new LocalSettings(true, 10_000, 0, null, false)));
		this.runner.withPropertyValues("cacheaside.local.enabled=false", "cacheaside.caches.user.local.enabled=true")
			.run((context) -> {
				CacheEngine engine = context.getBean(CacheEngine.class);
				assertThat(engine.region("user").settings().local().enabled()).isTrue();
				assertThat(engine.region("other").settings().local().enabled()).isFalse();
			});
	}

	@Test
	void springCachePropertiesOfAnExistingApplicationServeAsDefaults() {
		this.runner
			.withPropertyValues("spring.cache.redis.time-to-live=7m", "spring.cache.redis.cache-null-values=false")
			.run((context) -> {
				CacheSettings settings = context.getBean(CacheEngine.class).region("user").settings();
				assertThat(settings.ttl()).isEqualTo(TimeToLive.of(Duration.ofMinutes(7)));
				assertThat(settings.nullTtl()).isZero();
			});
		this.runner.withPropertyValues("spring.cache.redis.time-to-live=7m", "cacheaside.ttl=8m")
			.run((context) -> assertThat(context.getBean(CacheEngine.class).region("user").settings().ttl())
				.isEqualTo(TimeToLive.of(Duration.ofMinutes(8))));
	}

	@Test
	void ttlOfAnAnnotationMayHoldPlaceholders() {
		this.runner.withBean(PlaceholderTtl.class)
			.withPropertyValues("user.ttl=soon")
			.run((context) -> assertThat(context.getStartupFailure()).hasMessageContaining("'soon'"));
		this.runner.withBean(PlaceholderTtl.class)
			.withPropertyValues("user.ttl=3m")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void applicationStartsWithoutRedisAndItsHealthIsDownAndCallsGoToTheLoader() {
		this.runner.withBean(Annotated.class).withBean(SpringAnnotated.class).run((context) -> {
			assertThat(context).hasNotFailed();
			Health health = context.getBean(CacheAsideHealthIndicator.class).health();
			assertThat(health.getStatus()).isEqualTo(Status.DOWN);
			assertJustRuns(context.getBean(Annotated.class)::find);
			assertJustRuns(context.getBean(SpringAnnotated.class)::find);
			assertThat(context.getBean(CacheEngine.class).region("user").statistics().bypasses()).isEqualTo(4);
		});
	}

	@Test
	void metersAreThereWithARegistryAndTheirConfigurationAwayWithoutOne() {
		this.runner
			.withConfiguration(
					AutoConfigurations.of(MetricsAutoConfiguration.class, SimpleMetricsExportAutoConfiguration.class))
			.run((context) -> {
				context.getBean(CacheManager.class).getCache("user");
				SimpleMeterRegistry registry = context.getBean(SimpleMeterRegistry.class);
				assertThat(registry.get("cache.hits").tags("cache", "user", "cache_layer", "remote").functionCounter())
					.isNotNull();
				assertThat(registry.get("cache.gets").tags("name", "user", "result", "hit").functionCounter())
					.isNotNull();
				assertThat(registry.get("cache.invalidations.undelivered").gauge().value()).isZero();
			});
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(MicrometerEngineListener.class));
		this.runner.withClassLoader(new FilteredClassLoader("io.micrometer"))
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(CacheEngine.class));
	}

	@Test
	void healthCanBeSwitchedOffAndDoesWithoutActuator() {
		this.runner.withPropertyValues("management.health.cacheaside.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(CacheAsideHealthIndicator.class));
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class, DataRedisAutoConfiguration.class,
					CacheAsideAutoConfiguration.class))
			.withUserConfiguration(HealthByName.class)
			.withPropertyValues("spring.data.redis.port=1")
			.withClassLoader(new FilteredClassLoader("org.springframework.boot.health"))
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(CacheEngine.class));
	}

	@Test
	void jCacheManagerThatBootWouldHaveMadeIsKept() {
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(javax.cache.CacheManager.class));
		this.runner.withPropertyValues("spring.cache.jcache.provider=" + StubCachingProvider.class.getName())
			.run((context) -> assertThat(context).hasSingleBean(javax.cache.CacheManager.class)
				.hasSingleBean(CacheAsideCacheManager.class));
	}

	@Test
	void worksWithoutJCacheOrHibernate() {
		this.runner.withClassLoader(new FilteredClassLoader("javax.cache", "org.hibernate"))
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(CacheAsideCacheManager.class));
	}

	/** By its name, as Boot does: its annotations may name classes that are absent. */
	@Configuration(proxyBeanMethods = false)
	@Import(HealthByName.Selector.class)
	static class HealthByName {

		static class Selector implements DeferredImportSelector {

			@Override
			public String[] selectImports(AnnotationMetadata metadata) {
				return new String[] { "io.cacheaside.autoconfigure.CacheAsideHealthAutoConfiguration" };
			}

		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableCaching(order = 5)
	static class OwnEnableCaching {

	}

	static class Annotated {

		private int calls;

		@CacheAside("user")
		public String find(String id) {
			return id + ++this.calls;
		}

	}

	static class SpringAnnotated {

		private int calls;

		@Cacheable("user")
		public String find(String id) {
			return id + ++this.calls;
		}

	}

	static class PlaceholderTtl {

		@CacheAside(cacheNames = "user", ttl = "${user.ttl}")
		public String find(String id) {
			return id;
		}

	}

}
