package io.cacheaside.interceptor;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.cache.interceptor.KeyGenerator;
import org.springframework.data.redis.core.StringRedisTemplate;

import io.cacheaside.CacheKeyException;
import io.cacheaside.CacheLayer;
import io.cacheaside.CacheOutcome;
import io.cacheaside.CacheOutcomes;
import io.cacheaside.engine.CacheEngine;
import io.cacheaside.engine.CacheStatistics;
import io.cacheaside.interceptor.AnnotatedBeans.Everywhere;
import io.cacheaside.interceptor.AnnotatedBeans.GeneratedKeys;
import io.cacheaside.interceptor.AnnotatedBeans.OnInterface;
import io.cacheaside.interceptor.AnnotatedBeans.ReturnTypes;
import io.cacheaside.interceptor.AnnotatedBeans.UpperCaseKeys;
import io.cacheaside.interceptor.AnnotatedBeans.User;
import io.cacheaside.interceptor.AnnotatedBeans.Users;
import io.cacheaside.testing.CachedKeys;
import io.cacheaside.testing.RedisContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What each annotation does, on a real Redis. */
class AnnotatedMethodsIntegrationTests {

	private final ApplicationContextRunner runner = RedisContextRunner.onEmptyRedis();

	@Test
	void secondCallIsAHitAndEqualsTheFirst() {
		with(Users.class, (context, users) -> {
			User loaded = users.user("usr_1");
			assertThat(users.user("usr_1")).isEqualTo(loaded).isNotSameAs(loaded);
			assertThat(users.calls()).isEqualTo(1);
			assertThat(keys(context)).containsExactly("test:user:usr_1");
			CacheStatistics statistics = context.getBean(CacheEngine.class).region("user").statistics();
			assertThat(statistics.remoteHits()).isEqualTo(1);
			assertThat(statistics.misses()).isEqualTo(1);
			assertThat(statistics.loads()).isEqualTo(1);
			assertThat(statistics.puts()).isEqualTo(1);
		});
	}

	@Test
	void inlineListGivesOnePartForEachElementAndTtlComesFromTheAnnotation() {
		with(Users.class, (context, users) -> {
			assertThat(users.permissions("usr_1")).isEqualTo(Set.of("read", "write"));
			assertThat(users.permissions("usr_1")).isEqualTo(Set.of("read", "write"));
			assertThat(users.calls()).isEqualTo(1);
			assertThat(keys(context)).containsExactly("test:user:usr_1:permissions");
			assertThat(template(context).getExpire("test:user:usr_1:permissions")).isBetween(295L, 300L);
		});
	}

	@Test
	void ttlOfTheCacheComesFromTheConfiguration() {
		this.runner.withBean(Users.class).withPropertyValues("cacheaside.caches.user.ttl=1h").run((context) -> {
			context.getBean(Users.class).user("usr_1");
			assertThat(template(context).getExpire("test:user:usr_1")).isBetween(3595L, 3600L);
		});
		this.runner.withBean(Users.class).withPropertyValues("cacheaside.caches.user.ttl=none").run((context) -> {
			context.getBean(Users.class).user("usr_2");
			assertThat(template(context).getExpire("test:user:usr_2")).isEqualTo(-1);
		});
		this.runner.withBean(Users.class)
			.withPropertyValues("cacheaside.caches.user.ttl=none", "cacheaside.max-ttl=1m")
			.run((context) -> {
				context.getBean(Users.class).user("usr_3");
				assertThat(template(context).getExpire("test:user:usr_3")).isBetween(55L, 60L);
			});
	}

	@Test
	void jitterShortensTheTimeToLiveWithinItsShare() {
		this.runner.withBean(Users.class)
			.withPropertyValues("cacheaside.caches.user.ttl=1000s", "cacheaside.ttl-jitter=0.5")
			.run((context) -> {
				Users users = context.getBean(Users.class);
				for (int i = 0; i < 20; i++) {
					users.user("usr_" + i);
				}
				List<Long> lives = keys(context).stream().map(template(context)::getExpire).toList();
				assertThat(lives).allSatisfy((life) -> assertThat(life).isBetween(495L, 1000L));
				assertThat(Set.copyOf(lives)).hasSizeGreaterThan(5);
			});
	}

	@Test
	void nullIsCachedWithItsOwnTimeToLive() {
		with(Users.class, (context, users) -> {
			assertThat(users.missing("usr_1")).isNull();
			assertThat(users.missing("usr_1")).isNull();
			assertThat(users.calls()).isEqualTo(1);
			assertThat(template(context).getExpire("test:missing:usr_1")).isBetween(55L, 60L);
		});
		this.runner.withBean(Users.class).withPropertyValues("cacheaside.null-ttl=0s").run((context) -> {
			Users users = context.getBean(Users.class);
			users.missing("usr_2");
			users.missing("usr_2");
			assertThat(users.calls()).isEqualTo(2);
		});
	}

	@Test
	void everyKindOfReturnTypeComesBack() {
		with(ReturnTypes.class, (context, bean) -> {
			for (int i = 0; i < 2; i++) {
				assertThat(bean.primitive(1)).isEqualTo(42);
				assertThat(bean.optional("a")).contains(new User("a", "A"));
				assertThat(bean.noOptional("a")).isEmpty();
				assertThat(bean.future("a").join()).isEqualTo(new User("a", "A"));
				assertThat(bean.list("a")).containsExactly(new User("a", "A"));
				assertThat(bean.map("a")).isEqualTo(Map.of("a", List.of(1L, 2L)));
				assertThat(bean.generic("a")).isEqualTo(new User("a", "A"));
				bean.nothing("a");
			}
			assertThat(bean.calls()).isEqualTo(8);
		});
	}

	@Test
	void failedFutureIsNotCachedAndReachesTheCaller() {
		with(ReturnTypes.class, (context, bean) -> {
			assertThatThrownBy(() -> bean.failingFuture("a").join()).hasRootCauseMessage("no");
			assertThat(keys(context)).isEmpty();
			assertThat(context.getBean(CacheEngine.class).region("failing").statistics().failedLoads()).isEqualTo(1);
		});
	}

	@Test
	void exceptionOfTheLoaderReachesTheCallerUnchangedAndNothingIsStored() {
		with(Users.class, (context, users) -> {
			assertThatThrownBy(() -> users.failing("usr_1")).isExactlyInstanceOf(IOException.class).hasMessage("usr_1");
			assertThat(keys(context)).isEmpty();
		});
	}

	@Test
	void conditionDecidesWhetherTheCacheIsUsedAndUnlessWhetherTheResultIsStored() {
		with(Users.class, (context, users) -> {
			users.conditional("skip");
			users.conditional("skip");
			users.conditional("keep");
			users.conditional("keep");
			users.conditional("drop");
			users.conditional("drop");
			assertThat(users.calls()).isEqualTo(5);
			assertThat(keys(context)).containsExactly("test:conditional:keep");
		});
	}

	@Test
	void severalCachesAreAskedInOrderAndFilledTogether() {
		with(Users.class, (context, users) -> {
			users.inTwo("a");
			assertThat(keys(context)).containsExactlyInAnyOrder("test:first:a", "test:second:a");
			template(context).delete("test:first:a");
			users.inTwo("a");
			assertThat(users.calls()).isEqualTo(1);
		});
	}

	@Test
	void writeThroughStoresTheResultUnderItsTtlAndTags() {
		with(Users.class, (context, users) -> {
			users.save(new User("usr_1", "new"));
			assertThat(users.user("usr_1").name()).isEqualTo("new");
			assertThat(users.calls()).isEqualTo(1);
			assertThat(template(context).getExpire("test:user:usr_1")).isBetween(115L, 120L);
			users.evictOrg("new");
			assertThat(CachedKeys.served(context)).isEmpty();
		});
	}

	@Test
	void patternEvictsWhatMatchesAndNothingElse() {
		with(Users.class, (context, users) -> {
			users.list("org_1", 0);
			users.list("org_1", 1);
			users.list("org_2", 0);
			users.user("org_1");
			users.evictList("org_1");
			assertThat(CachedKeys.served(context)).containsExactlyInAnyOrder("test:api:users:list:org_2:0",
					"test:user:org_1");
		});
	}

	@Test
	void valuesInPatternsMatchOnlyThemselves() {
		with(Users.class, (context, users) -> {
			users.list("org_1", 0);
			users.list("*", 0);
			users.list("org:1", 0);
			users.evictList("*");
			assertThat(CachedKeys.served(context)).hasSize(2);
			users.evictList("org:1");
			assertThat(CachedKeys.served(context)).containsExactly("test:api:users:list:org_1:0");
		});
	}

	@Test
	void tagEvictsEveryEntryThatBearsItInAllCaches() {
		with(Users.class, (context, users) -> {
			users.tagged("1", "org_1");
			users.tagged("2", "org_1");
			users.tagged("3", "org_2");
			users.alsoTagged("9", "org_1");
			users.user("4");
			users.evictOrg("org_1");
			assertThat(CachedKeys.served(context)).containsExactlyInAnyOrder("test:tagged:3:org_2", "test:user:4");
		});
	}

	@Test
	void evictionAfterwardsDoesNotHappenIfTheMethodThrowsAndBeforehandItDoes() {
		with(Users.class, (context, users) -> {
			users.user("usr_1");
			assertThatThrownBy(users::failAndEvictAfter).hasMessage("after");
			assertThat(CachedKeys.served(context)).hasSize(1);
			assertThatThrownBy(users::failAndEvictBefore).hasMessage("before");
			assertThat(CachedKeys.served(context)).isEmpty();
		});
	}

	@Test
	void evictionIsConditional() {
		with(Users.class, (context, users) -> {
			users.user("usr_1");
			users.evictAllIf(false);
			assertThat(CachedKeys.served(context)).hasSize(1);
			users.evictAllIf(true);
			assertThat(CachedKeys.served(context)).isEmpty();
		});
	}

	@Test
	void keyGeneratorBeanIsHonoured() {
		this.runner.withBean("upper", KeyGenerator.class, UpperCaseKeys::new)
			.withBean(GeneratedKeys.class)
			.run((context) -> {
				context.getBean(GeneratedKeys.class).find("abc");
				assertThat(keys(context)).containsExactly("test:generated:ABC");
			});
	}

	@Test
	void keyWithoutStableTextIsRefusedWithMethodAndType() {
		with(Users.class,
				(context, users) -> assertThatThrownBy(() -> users.byObject(new Object()))
					.isInstanceOf(CacheKeyException.class)
					.hasMessageContaining("Users.byObject(Object)")
					.hasMessageContaining("java.lang.Object"));
	}

	@Test
	void keyExpressionThatFailsThrows() {
		with(Users.class,
				(context, users) -> assertThatThrownBy(() -> users.byName(null)).isInstanceOf(CacheKeyException.class)
					.hasMessageContaining("Users.byName(User)"));
	}

	@Test
	void outcomesOfCallsCanBeAskedFor() {
		with(Users.class, (context, users) -> {
			CacheOutcomes outcomes = context.getBean(CacheOutcomes.class);
			try (CacheOutcomes.Recording recording = outcomes.record()) {
				users.user("usr_1");
				users.user("usr_1");
				assertThat(recording.outcomes()).containsExactly(
						new CacheOutcome("user", "user:usr_1", CacheOutcome.Status.MISS, null),
						new CacheOutcome("user", "user:usr_1", CacheOutcome.Status.HIT, CacheLayer.REMOTE));
			}
		});
	}

	@Test
	void annotationsOnInterfacesSuperclassesMetaAnnotationsAndClassesCount() {
		with(Everywhere.class, (context, bean) -> {
			bean.onInterface("a");
			bean.onSuperclass("a");
			bean.byMetaAnnotation("a");
			bean.byClass("a");
			assertThat(keys(context)).containsExactlyInAnyOrder("test:interface:a", "test:superclass:a", "test:meta:a",
					"test:class:a");
			assertThat(template(context).getExpire("test:meta:a")).isBetween(175L, 180L);
		});
	}

	@Test
	void interfaceProxiesWork() {
		this.runner.withPropertyValues("spring.aop.proxy-target-class=false")
			.withBean("everywhere", OnInterface.class, Everywhere::new)
			.run((context) -> {
				OnInterface bean = context.getBean(OnInterface.class);
				assertThat(Proxy.isProxyClass(bean.getClass())).isTrue();
				bean.onInterface("a");
				bean.onInterface("a");
				assertThat(keys(context)).containsExactly("test:interface:a");
				assertThat(context.getBean(CacheEngine.class).region("interface").statistics().remoteHits())
					.isEqualTo(1);
			});
	}

	private <T> void with(Class<T> service, Scenario<T> scenario) {
		this.runner.withBean(service)
			.run((ContextConsumer<AssertableApplicationContext>) (context) -> scenario.run(context,
					context.getBean(service)));
	}

	private static Set<String> keys(AssertableApplicationContext context) {
		return CachedKeys.stored(context);
	}

	private static StringRedisTemplate template(AssertableApplicationContext context) {
		return context.getBean(StringRedisTemplate.class);
	}

	@FunctionalInterface
	interface Scenario<T> {

		void run(AssertableApplicationContext context, T service) throws Throwable;

	}

}
