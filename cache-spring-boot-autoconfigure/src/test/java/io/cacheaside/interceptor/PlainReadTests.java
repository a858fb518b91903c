package io.cacheaside.interceptor;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.cache.interceptor.SimpleKeyGenerator;

import io.cacheaside.annotation.CacheAside;
import io.cacheaside.annotation.CacheEvictPattern;
import io.cacheaside.annotation.CacheEvictTag;
import io.cacheaside.annotation.WriteThrough;
import io.cacheaside.expression.ExpressionCompiler;
import io.cacheaside.key.KeyEncoder;

import static org.assertj.core.api.Assertions.assertThat;

/** Where a hit is all that a call takes, each condition both ways. */
class PlainReadTests {

	private final OperationSource source = source();

	@ParameterizedTest
	@CsvSource({ "named,0", "byPlace,1", "onlyArgument,0", "primitive,0", "optional,0", "unless,0", "tagsAndTtl,0" })
	void hitIsAllThatItTakes(String method, int argument) {
		assertThat(plainReadArgument(method)).hasValue(argument);
	}

	@ParameterizedTest
	@ValueSource(strings = { "twoCaches", "condition", "evictsBefore", "evictsAfter", "writesThrough", "twoArguments",
			"noArgument", "property", "list", "constant", "generated", "future", "root", "onlyEvicts", "nothing" })
	void callTakesMore(String method) {
		assertThat(plainReadArgument(method)).isEmpty();
	}

	private OptionalInt plainReadArgument(String name) {
		Method method = Arrays.stream(Methods.class.getDeclaredMethods())
			.filter((each) -> each.getName().equals(name))
			.findFirst()
			.orElseThrow();
		return this.source.operations(method, Methods.class).plainReadArgument();
	}

	private static OperationSource source() {
		DefaultListableBeanFactory beans = new DefaultListableBeanFactory();
		beans.registerSingleton("generator", new SimpleKeyGenerator());
		return new OperationSource(new ExpressionCompiler(beans), new KeyEncoder(), beans, true);
	}

	record User(String id) {
	}

	@SuppressWarnings("unused")
	static class Methods {

		@CacheAside(cacheNames = "user", key = "#id")
		public String named(String id, String other) {
			return id;
		}

		@CacheAside(cacheNames = "user", key = "#p1")
		public String byPlace(String id, String other) {
			return id;
		}

		@CacheAside("user")
		public String onlyArgument(String id) {
			return id;
		}

		@CacheAside("user")
		public long primitive(long id) {
			return id;
		}

		@CacheAside("user")
		public Optional<String> optional(String id) {
			return Optional.of(id);
		}

		@CacheAside(cacheNames = "user", unless = "#result == null")
		public String unless(String id) {
			return id;
		}

		@CacheAside(cacheNames = "user", ttl = "5m", tags = "org:#{#result}")
		public String tagsAndTtl(String id) {
			return id;
		}

		@CacheAside({ "user", "other" })
		public String twoCaches(String id) {
			return id;
		}

		@CacheAside(cacheNames = "user", condition = "#id != null")
		public String condition(String id) {
			return id;
		}

		@CacheAside("user")
		@CacheEvictTag(value = "org", beforeInvocation = true)
		public String evictsBefore(String id) {
			return id;
		}

		@CacheAside("user")
		@CacheEvictPattern("other:*")
		public String evictsAfter(String id) {
			return id;
		}

		@CacheAside("user")
		@WriteThrough("other")
		public String writesThrough(String id) {
			return id;
		}

		@CacheAside("user")
		public String twoArguments(String id, String other) {
			return id;
		}

		@CacheAside("user")
		public String noArgument() {
			return "";
		}

		@CacheAside(cacheNames = "user", key = "#user.id")
		public String property(User user) {
			return user.id();
		}

		@CacheAside(cacheNames = "user", key = "{#id}")
		public String list(String id) {
			return id;
		}

		@CacheAside(cacheNames = "user", key = "'all'")
		public String constant(String id) {
			return id;
		}

		@CacheAside(cacheNames = "user", keyGenerator = "generator")
		public String generated(String id) {
			return id;
		}

		@CacheAside("user")
		public CompletableFuture<String> future(String id) {
			return CompletableFuture.completedFuture(id);
		}

		@CacheAside(cacheNames = "user", key = "#root.args[0]")
		public String root(String id) {
			return id;
		}

		@CacheEvictTag("org")
		public void onlyEvicts(String id) {
		}

		public List<String> nothing(String id) {
			return List.of(id);
		}

	}

}
