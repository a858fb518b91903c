package io.cacheaside.interceptor;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aop.support.AopUtils;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.cacheaside.CacheConfigurationException;
import io.cacheaside.annotation.CacheAside;
import io.cacheaside.annotation.CacheEvictPattern;
import io.cacheaside.testing.CachedKeys;
import io.cacheaside.testing.RedisContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which calls a proxy sees, and that a mistake is found on whichever method it stands.
 */
class ProxiesIntegrationTests {

	private final ApplicationContextRunner runner = RedisContextRunner.onEmptyRedis();

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	@SuppressWarnings("unchecked")
	void callThroughAGenericInterfaceIsCachedAndEvicts(boolean classProxies) {
		UserStore target = new UserStore();
		this.runner.withPropertyValues("spring.aop.proxy-target-class=" + classProxies)
			.withBean("store", Store.class, () -> target)
			.run((context) -> {
				Store<String, User> store = context.getBean(Store.class);
				assertThat(AopUtils.isCglibProxy(store)).isEqualTo(classProxies);
				assertThat(store.find("1")).isEqualTo(store.find("1")).isEqualTo(new User("1"));
				assertThat(target.calls).isEqualTo(1);
				store.save("1");
				assertThat(CachedKeys.served(context)).isEmpty();
			});
	}

	@ParameterizedTest
	@ValueSource(classes = { PrivateAmongOthers.class, FinalAmongOthers.class, TwiceByComposition.class })
	void mistakeAmongGoodMethodsIsRefused(Class<?> service) {
		this.runner.withBean(service)
			.run((context) -> assertThat(context.getStartupFailure()).rootCause()
				.isInstanceOf(CacheConfigurationException.class)
				.hasMessageContaining(service.getSimpleName()));
	}

	@Test
	void mistakeAmongGoodMethodsBehindAnInterfaceProxyIsRefused() {
		this.runner.withPropertyValues("spring.aop.proxy-target-class=false")
			.withBean(Two.class, TwoMethods::new)
			.run((context) -> assertThat(context).hasFailed());
	}

	record User(String id) {
	}

	interface Store<K, T> {

		T find(K key);

		void save(K key);

	}

	static class UserStore implements Store<String, User> {

		private int calls;

		@Override
		@CacheAside(cacheNames = "user", key = "#id")
		public User find(String id) {
			this.calls++;
			return new User(id);
		}

		@Override
		@CacheEvictPattern("user:#{#id}")
		public void save(String id) {
		}

	}

	static class PrivateAmongOthers {

		@CacheAside("a")
		public String a(String id) {
			return hidden(id);
		}

		@CacheAside("b")
		public String b(String id) {
			return id;
		}

		@CacheAside("hidden")
		private String hidden(String id) {
			return id;
		}

		@CacheAside("z")
		public String z(String id) {
			return id;
		}

	}

	static class FinalAmongOthers {

		@CacheAside("a")
		public String a(String id) {
			return id;
		}

		@CacheAside("hidden")
		public final String hidden(String id) {
			return id;
		}

		@CacheAside("z")
		public String z(String id) {
			return id;
		}

	}

	@Retention(RetentionPolicy.RUNTIME)
	@CacheAside("first")
	@interface First {

	}

	@Retention(RetentionPolicy.RUNTIME)
	@CacheAside("second")
	@interface Second {

	}

	static class TwiceByComposition {

		@First
		@Second
		public String find(String id) {
			return id;
		}

	}

	interface Two {

		String good(String id);

		String bad(String id);

	}

	static class TwoMethods implements Two {

		@Override
		@CacheAside("good")
		public String good(String id) {
			return id;
		}

		@Override
		@CacheAside(cacheNames = "bad", key = "#id +")
		public String bad(String id) {
			return id;
		}

	}

}
