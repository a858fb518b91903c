package io.cacheaside.autoconfigure;

import java.io.InputStream;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.cache.annotation.Cacheable;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import io.cacheaside.CacheConfigurationException;
import io.cacheaside.annotation.CacheAside;
import io.cacheaside.annotation.CacheEvictPattern;
import io.cacheaside.annotation.CacheEvictTag;
import io.cacheaside.annotation.WriteThrough;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What cannot be meant stops the start, and the message names the place and the mend.
 * Nothing here needs a Redis: the connection is made later.
 */
class BadInputTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class, DataRedisAutoConfiguration.class,
				CacheAsideAutoConfiguration.class, CacheAutoConfiguration.class))
		.withPropertyValues("spring.data.redis.port=1", "spring.application.name=test");

	@ParameterizedTest
	@MethodSource
	void aMethodThatCannotBeMeantIsRefused(Class<?> service, String place, String problem) {
		this.runner.withBean(service).run((context) -> {
			assertThat(context).hasFailed();
			FailureAnalysis analysis = analyze(context.getStartupFailure());
			assertThat(analysis.getDescription()).contains(place).contains(problem);
			assertThat(analysis.getAction()).isNotBlank();
		});
	}

	static Stream<Arguments> aMethodThatCannotBeMeantIsRefused() {
		return Stream.of(refused(UnparsableKey.class, "UnparsableKey.find(String)", "key"),
				refused(UnknownVariable.class, "UnknownVariable.find(String)", "#userId"),
				refused(ResultInKey.class, "ResultInKey.find(String)", "#result"),
				refused(UnparsableTag.class, "UnparsableTag.find(String)", "tags"),
				refused(UnparsablePattern.class, "UnparsablePattern.save(String)", "value"),
				refused(NameOutsideOfExpression.class, "NameOutsideOfExpression.save(String)", "#id"),
				refused(QuoteOutsideOfExpression.class, "QuoteOutsideOfExpression.save(String)", "'"),
				refused(MalformedGlob.class, "MalformedGlob.save(String)", "["),
				refused(BlankTag.class, "BlankTag.save(String)", "value"),
				refused(NegativeTtl.class, "NegativeTtl.find(String)", "must be positive"),
				refused(TtlWithoutUnit.class, "TtlWithoutUnit.find(String)", "has no unit"),
				refused(MalformedTtl.class, "MalformedTtl.find(String)", "not a duration"),
				refused(KeyAndGenerator.class, "KeyAndGenerator.find(String)", "keyGenerator"),
				refused(UnknownGenerator.class, "UnknownGenerator.find(String)", "nobody"),
				refused(NoCacheName.class, "NoCacheName.find(String)", "no cache"),
				refused(PrivateMethod.class, "PrivateMethod.find(String)", "private"),
				refused(FinalMethod.class, "FinalMethod.find(String)", "final"),
				refused(StaticMethod.class, "StaticMethod.find(String)", "static"),
				refused(StreamResult.class, "StreamResult.find(String)", "Stream"),
				refused(InputStreamResult.class, "InputStreamResult.find(String)", "InputStream"),
				refused(ReactiveResult.class, "ReactiveResult.find(String)", "Mono"),
				refused(ReactiveWriteThrough.class, "ReactiveWriteThrough.save(String)", "Flux"),
				refused(ExtendedName.class, "'user:detail'", "'user'"), refused(ForbiddenName.class, "user*", "*"));
	}

	private static Arguments refused(Class<?> service, String place, String problem) {
		return Arguments.of(service, place, problem);
	}

	@Test
	void undeclaredCacheIsRefusedWhenStrict() {
		this.runner.withBean(GoodService.class)
			.withPropertyValues("cacheaside.strict=true", "cacheaside.caches.users.ttl=1m")
			.run((context) -> {
				FailureAnalysis analysis = analyze(context.getStartupFailure());
				assertThat(analysis.getDescription()).contains("GoodService.find(String)", "'user'", "[users]");
				assertThat(analysis.getAction()).contains("declare the cache user under cacheaside.caches");
			});
	}

	@Test
	void undeclaredCacheOfSpringsAnnotationsIsRefusedWhenStrict() {
		this.runner.withBean(SpringService.class)
			.withPropertyValues("cacheaside.strict=true", "cacheaside.caches.users.ttl=1m")
			.run((context) -> {
				FailureAnalysis analysis = analyze(context.getStartupFailure());
				assertThat(analysis.getDescription()).contains("SpringService.find", "'user'", "[users]");
			});
	}

	@Test
	void cacheNameThatLostItsColonsIsRefused() {
		this.runner.withBean(ColonService.class)
			.withInitializer((context) -> TestPropertyValues.of(Map.of("cacheaside.caches.api:agents:list.ttl", "1m"))
				.applyTo(context))
			.run((context) -> {
				FailureAnalysis analysis = analyze(context.getStartupFailure());
				assertThat(analysis.getDescription()).contains("'api:agents:list'", "'apiagentslist'");
				assertThat(analysis.getAction()).contains("\"[api:agents:list]\"");
			});
	}

	@ParameterizedTest
	@MethodSource
	void aPropertyThatCannotBeMeantIsRefused(String property, String message) {
		this.runner.withPropertyValues(property).run((context) -> {
			assertThat(context).hasFailed();
			StringBuilder messages = new StringBuilder();
			for (Throwable ex = context.getStartupFailure(); ex != null; ex = ex.getCause()) {
				messages.append(ex.getMessage()).append('\n');
			}
			String name = property.substring(0, property.indexOf('='));
			assertThat(messages.toString()).contains(name.substring(name.lastIndexOf('.') + 1)).contains(message);
		});
	}

	static Stream<Arguments> aPropertyThatCannotBeMeantIsRefused() {
		return Stream.of(property("cacheaside.ttl=-5m", "must be positive"),
				property("cacheaside.ttl=300", "has no unit"), property("cacheaside.ttl=soon", "not a duration"),
				property("cacheaside.caches.user.ttl=0s", "must be positive"),
				property("cacheaside.caches.user.null-ttl=10", "has no unit"),
				property("cacheaside.remote.timeout=200", "has no unit"),
				property("cacheaside.ttl-jitter=2", "must be from 0 to 1"),
				property("cacheaside.caches.user.ttl-jitter=-1", "must be from 0 to 1"),
				property("cacheaside.caches.user.tll=5m", "tll"),
				property("cacheaside.key-prefix={x}", "must not be blank nor hold a brace"),
				property("cacheaside.caches.user.codec.bean=nobody", "'nobody'"),
				property("cacheaside.warmup.parallelism=0", "must be positive"),
				property("cacheaside.coherence.on-unreachable=ignore", "UnreachablePolicy"));
	}

	private static Arguments property(String property, String message) {
		return Arguments.of(property, message);
	}

	@Test
	void anotherDriverThanLettuceIsRefused() {
		this.runner.withPropertyValues("spring.data.redis.client-type=jedis").run((context) -> {
			FailureAnalysis analysis = analyze(context.getStartupFailure());
			assertThat(analysis.getDescription()).contains("JedisConnectionFactory");
			assertThat(analysis.getAction()).contains("Lettuce");
		});
	}

	private static FailureAnalysis analyze(Throwable failure) {
		FailureAnalysis analysis = new CacheConfigurationFailureAnalyzer().analyze(failure);
		assertThat(analysis).as("a failure with a %s: %s", CacheConfigurationException.class.getSimpleName(), failure)
			.isNotNull();
		return analysis;
	}

	static class GoodService {

		@CacheAside("user")
		public String find(String id) {
			return id;
		}

	}

	static class SpringService {

		@Cacheable("user")
		public String find(String id) {
			return id;
		}

	}

	static class ColonService {

		@CacheAside("api:agents:list")
		public String find(String id) {
			return id;
		}

	}

	static class UnparsableKey {

		@CacheAside(cacheNames = "user", key = "#id +")
		public String find(String id) {
			return id;
		}

	}

	static class UnknownVariable {

		@CacheAside(cacheNames = "user", key = "#userId")
		public String find(String id) {
			return id;
		}

	}

	static class ResultInKey {

		@CacheAside(cacheNames = "user", key = "#result")
		public String find(String id) {
			return id;
		}

	}

	static class UnparsableTag {

		@CacheAside(cacheNames = "user", tags = "org:#{#id")
		public String find(String id) {
			return id;
		}

	}

	static class UnparsablePattern {

		@CacheEvictPattern("user:#{#id +}")
		public void save(String id) {
		}

	}

	static class NameOutsideOfExpression {

		@CacheEvictPattern("user:#id:*")
		public void save(String id) {
		}

	}

	static class QuoteOutsideOfExpression {

		@CacheEvictPattern("'user:' + #{#id}")
		public void save(String id) {
		}

	}

	static class MalformedGlob {

		@CacheEvictPattern("user:[abc")
		public void save(String id) {
		}

	}

	static class BlankTag {

		@CacheEvictTag(" ")
		public void save(String id) {
		}

	}

	static class NegativeTtl {

		@CacheAside(cacheNames = "user", ttl = "-1s")
		public String find(String id) {
			return id;
		}

	}

	static class TtlWithoutUnit {

		@CacheAside(cacheNames = "user", ttl = "${user.ttl:300}")
		public String find(String id) {
			return id;
		}

	}

	static class MalformedTtl {

		@CacheAside(cacheNames = "user", ttl = "five minutes")
		public String find(String id) {
			return id;
		}

	}

	static class KeyAndGenerator {

		@CacheAside(cacheNames = "user", key = "#id", keyGenerator = "generator")
		public String find(String id) {
			return id;
		}

	}

	static class UnknownGenerator {

		@CacheAside(cacheNames = "user", keyGenerator = "nobody")
		public String find(String id) {
			return id;
		}

	}

	static class NoCacheName {

		@CacheAside
		public String find(String id) {
			return id;
		}

	}

	static class PrivateMethod {

		public String call(String id) {
			return find(id);
		}

		@CacheAside("user")
		private String find(String id) {
			return id;
		}

	}

	static class FinalMethod {

		@CacheAside("user")
		public final String find(String id) {
			return id;
		}

	}

	static class StaticMethod {

		@CacheAside("user")
		public static String find(String id) {
			return id;
		}

	}

	static class StreamResult {

		@CacheAside("user")
		public Stream<String> find(String id) {
			return Stream.of(id);
		}

	}

	static class InputStreamResult {

		@CacheAside("user")
		public InputStream find(String id) {
			return InputStream.nullInputStream();
		}

	}

	static class ReactiveResult {

		@CacheAside("user")
		public Mono<String> find(String id) {
			return Mono.just(id);
		}

	}

	static class ReactiveWriteThrough {

		@WriteThrough("user")
		public Flux<String> save(String id) {
			return Flux.just(id);
		}

	}

	static class ExtendedName {

		@CacheAside("user")
		public String find(String id) {
			return id;
		}

		@CacheAside("user:detail")
		public String detail(String id) {
			return id;
		}

	}

	static class ForbiddenName {

		@CacheAside("user*")
		public String find(String id) {
			return id;
		}

	}

}
