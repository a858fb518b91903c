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

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import io.cacheaside.CacheConfigurationException;

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
		return Stream.of(refused(MisusedBeans.UnparsableKey.class, "UnparsableKey.find(String)", "key"),
				refused(MisusedBeans.UnknownVariable.class, "UnknownVariable.find(String)", "#userId"),
				refused(MisusedBeans.ResultInKey.class, "ResultInKey.find(String)", "#result"),
				refused(MisusedBeans.UnparsableTag.class, "UnparsableTag.find(String)", "tags"),
				refused(MisusedBeans.UnparsablePattern.class, "UnparsablePattern.save(String)", "value"),
				refused(MisusedBeans.NameOutsideOfExpression.class, "NameOutsideOfExpression.save(String)", "#id"),
				refused(MisusedBeans.QuoteOutsideOfExpression.class, "QuoteOutsideOfExpression.save(String)", "'"),
				refused(MisusedBeans.MalformedGlob.class, "MalformedGlob.save(String)", "["),
				refused(MisusedBeans.BlankTag.class, "BlankTag.save(String)", "value"),
				refused(MisusedBeans.NegativeTtl.class, "NegativeTtl.find(String)", "must be positive"),
				refused(MisusedBeans.TtlWithoutUnit.class, "TtlWithoutUnit.find(String)", "has no unit"),
				refused(MisusedBeans.MalformedTtl.class, "MalformedTtl.find(String)", "not a duration"),
				refused(MisusedBeans.KeyAndGenerator.class, "KeyAndGenerator.find(String)", "keyGenerator"),
				refused(MisusedBeans.UnknownGenerator.class, "UnknownGenerator.find(String)", "nobody"),
				refused(MisusedBeans.NoCacheName.class, "NoCacheName.find(String)", "no cache"),
				refused(MisusedBeans.PrivateMethod.class, "PrivateMethod.find(String)", "private"),
				refused(MisusedBeans.FinalMethod.class, "FinalMethod.find(String)", "final"),
				refused(MisusedBeans.StaticMethod.class, "StaticMethod.find(String)", "static"),
				refused(MisusedBeans.StreamResult.class, "StreamResult.find(String)", "Stream"),
				refused(MisusedBeans.InputStreamResult.class, "InputStreamResult.find(String)", "InputStream"),
				refused(MisusedBeans.ReactiveResult.class, "ReactiveResult.find(String)", "Mono"),
				refused(MisusedBeans.ReactiveWriteThrough.class, "ReactiveWriteThrough.save(String)", "Flux"),
				refused(MisusedBeans.ExtendedName.class, "'user:detail'", "'user'"),
				refused(MisusedBeans.ForbiddenName.class, "user*", "*"));
	}

	private static Arguments refused(Class<?> service, String place, String problem) {
		return Arguments.of(service, place, problem);
	}

	@Test
	void undeclaredCacheIsRefusedWhenStrict() {
		this.runner.withBean(MisusedBeans.GoodService.class)
			.withPropertyValues("cacheaside.strict=true", "cacheaside.caches.users.ttl=1m")
			.run((context) -> {
				FailureAnalysis analysis = analyze(context.getStartupFailure());
				assertThat(analysis.getDescription()).contains("GoodService.find(String)", "'user'", "[users]");
				assertThat(analysis.getAction()).contains("declare the cache user under cacheaside.caches");
			});
	}

	@Test
	void undeclaredCacheOfSpringsAnnotationsIsRefusedWhenStrict() {
		this.runner.withBean(MisusedBeans.SpringService.class)
			.withPropertyValues("cacheaside.strict=true", "cacheaside.caches.users.ttl=1m")
			.run((context) -> {
				FailureAnalysis analysis = analyze(context.getStartupFailure());
				assertThat(analysis.getDescription()).contains("SpringService.find", "'user'", "[users]");
			});
	}

	@Test
	void cacheNameThatLostItsColonsIsRefused() {
		this.runner.withBean(MisusedBeans.ColonService.class)
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
				property("cacheaside.remote.breaker.open-for=1", "has no unit"),
				property("cacheaside.remote.breaker.failure-rate=0",
						"cacheaside.remote.breaker.failure-rate must be from 1 to 100"),
				property("cacheaside.remote.breaker.minimum-calls=0", "must be at least 1"),
				property("cacheaside.remote.breaker.window=500ms", "must be from 1s to 1h"),
				property("cacheaside.remote.breaker.slow-call=0s", "must be positive"),
				property("cacheaside.remote.breaker.open-for=1ms", "must be at least 10ms"),
				property("cacheaside.ttl-jitter=2", "must be from 0 to 1"),
				property("cacheaside.caches.user.ttl-jitter=-1", "must be from 0 to 1"),
				property("cacheaside.caches.user.tll=5m", "tll"),
				property("cacheaside.key-prefix={x}", "must not be blank nor hold a brace"),
				property("cacheaside.caches.user.codec.bean=nobody", "'nobody'"),
				property("cacheaside.warmup.parallelism=0", "must be positive"),
				property("cacheaside.local.maximum-entries=0", "must be positive"),
				property("cacheaside.local.maximum-size=-1KB", "must not be negative"),
				property("cacheaside.local.ttl=0s", "must be positive"),
				property("cacheaside.local.ttl=60", "has no unit"),
				property("cacheaside.caches.user.local.maximum-entries=-1", "must be positive"),
				property("cacheaside.caches.user.local.maximum-size=-1KB", "must not be negative"),
				property("cacheaside.caches.user.local.ttl=0s", "must be positive"),
				property("cacheaside.coherence.sweep.keys-per-second=99", "at least 100"),
				property("cacheaside.coherence.max-staleness=1", "has no unit"),
				property("cacheaside.coherence.max-staleness=10ms", "at least 100ms"),
				property("cacheaside.coherence.log.retention=1m", "at least twice max-load-age"),
				property("cacheaside.coherence.on-unreachable=ignore", "UnreachablePolicy"),
				property("cacheaside.outbox.table=a; drop table b", "letters, digits and underscores"),
				property("cacheaside.outbox.interval=10ms", "at least 100ms"),
				property("cacheaside.outbox.delay=10", "has no unit"));
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

}
