package io.cacheaside.springcache;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import org.springframework.cache.annotation.AnnotationCacheOperationSource;
import org.springframework.cache.annotation.CacheEvict;
import org.springframework.cache.annotation.CachePut;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.Caching;
import org.springframework.cache.interceptor.CacheOperation;

import io.cacheaside.expression.ExpressionCompiler;

import static org.assertj.core.api.Assertions.assertThat;

/** Which of Spring's annotations are plain, each condition both ways. */
class PlainCacheableTests {

	private final AnnotationCacheOperationSource source = new AnnotationCacheOperationSource(false);

	private final PlainCacheable plain = new PlainCacheable(new ExpressionCompiler(null));

	@ParameterizedTest
	@CsvSource({ "named,0", "byPlace,1", "onlyArgument,0", "primitive,0", "optional,0", "unless,0", "sync,0",
			"inherited,0" })
	void plain(String method, int argument) {
		assertThat(keyArgument(method, true)).hasValue(argument);
	}

	@ParameterizedTest
	@ValueSource(strings = { "twoCaches", "condition", "syncWithUnless", "twoArguments", "noArgument", "property",
			"list", "unknown", "unparsable", "generated", "otherManager", "otherResolver", "future", "stage", "mono",
			"stream", "put", "evict", "twoCacheables", "misleading", "generic" })
	void notPlain(String method) {
		assertThat(keyArgument(method, true)).isEmpty();
	}

	@Test
	void defaultKeyOfAnotherGeneratorIsNotPlain() {
		assertThat(keyArgument("onlyArgument", false)).isEmpty();
		assertThat(keyArgument("named", false)).hasValue(0);
	}

	private OptionalInt keyArgument(String name, boolean argumentsAreKey) {
		Method method = Stream.of(Methods.class.getDeclaredMethods(), Parent.class.getDeclaredMethods())
			.flatMap(Arrays::stream)
			.filter((each) -> each.getName().equals(name))
			.findFirst()
			.orElseThrow();
		Collection<CacheOperation> operations = Objects
			.requireNonNull(this.source.getCacheOperations(method, Methods.class));
		return this.plain.keyArgument(operations, method, Methods.class, argumentsAreKey);
	}

	record User(String id) {
	}

	interface Parent<T> {

		@Cacheable("user")
		default String inherited(String id) {
			return id;
		}

		@Cacheable("user")
		T generic(String id);

	}

	@SuppressWarnings("unused")
	abstract static class Methods implements Parent<Optional<String>> {

		@Cacheable(cacheNames = "user", key = "#id")
		public String named(String id, String other) {
			return id;
		}

		@Cacheable(cacheNames = "user", key = " #p1 ")
		public String byPlace(String id, String other) {
			return id;
		}

		@Cacheable("user")
		public String onlyArgument(String id) {
			return id;
		}

		@Cacheable("user")
		public long primitive(long id) {
			return id;
		}

		@Cacheable("user")
		public Optional<String> optional(String id) {
			return Optional.of(id);
		}

		@Cacheable(cacheNames = "user", unless = "#result == null")
		public String unless(String id) {
			return id;
		}

		@Cacheable(cacheNames = "user", sync = true)
		public String sync(String id) {
			return id;
		}

		@Cacheable({ "user", "other" })
		public String twoCaches(String id) {
			return id;
		}

		@Cacheable(cacheNames = "user", condition = "#id != null")
		public String condition(String id) {
			return id;
		}

		@Cacheable(cacheNames = "user", sync = true, unless = "#result == null")
		public String syncWithUnless(String id) {
			return id;
		}

		@Cacheable("user")
		public String twoArguments(String id, String other) {
			return id;
		}

		@Cacheable("user")
		public String noArgument() {
			return "";
		}

		@Cacheable(cacheNames = "user", key = "#user.id")
		public String property(User user) {
			return user.id();
		}

		@Cacheable(cacheNames = "user", key = "{#id}")
		public String list(String id) {
			return id;
		}

		@Cacheable(cacheNames = "user", key = "#di")
		public String unknown(String id) {
			return id;
		}

		@Cacheable(cacheNames = "user", key = "#id +")
		public String unparsable(String id) {
			return id;
		}

		@Cacheable(cacheNames = "user", keyGenerator = "generator")
		public String generated(String id) {
			return id;
		}

		@Cacheable(cacheNames = "user", cacheManager = "other")
		public String otherManager(String id) {
			return id;
		}

		@Cacheable(cacheNames = "user", cacheResolver = "other")
		public String otherResolver(String id) {
			return id;
		}

		@Cacheable("user")
		public CompletableFuture<String> future(String id) {
			return CompletableFuture.completedFuture(id);
		}

		@Cacheable("user")
		public CompletionStage<String> stage(String id) {
			return CompletableFuture.completedFuture(id);
		}

		@Cacheable("user")
		public Mono<String> mono(String id) {
			return Mono.just(id);
		}

		@Cacheable("user")
		public Stream<String> stream(String id) {
			return Stream.of(id);
		}

		@CachePut("user")
		public String put(String id) {
			return id;
		}

		@CacheEvict("user")
		public void evict(String id) {
		}

		@Caching(cacheable = { @Cacheable("user"), @Cacheable("other") })
		public String twoCacheables(String id) {
			return id;
		}

		/** For Spring, {@code #p1} is the second argument. */
		@Cacheable(cacheNames = "user", key = "#p1")
		public String misleading(String p1, String other) {
			return p1;
		}

	}

}
