package io.cacheaside.interceptor;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySourcesPropertyResolver;

import io.cacheaside.CacheConfigurationException;
import io.cacheaside.CacheKeyException;
import io.cacheaside.PutOptions;
import io.cacheaside.TimeToLive;
import io.cacheaside.annotation.CacheAside;
import io.cacheaside.expression.ExpressionCompiler;
import io.cacheaside.expression.ExpressionSubject;
import io.cacheaside.key.KeyEncoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** What the attribute {@code ttl} may say, each kind of value. */
class DeclaredTtlTests {

	private final OperationSource source = source();

	static Stream<Arguments> valueIsATimeToLive() {
		return Stream.of(arguments(Duration.ofMinutes(5), "5m"), arguments("5m", "5m"), arguments(" 1h30m ", "90m"),
				arguments("PT5M", "5m"), arguments("none", "none"), arguments(TimeToLive.NONE, "none"),
				arguments(TimeToLive.parse("7s"), "7s"));
	}

	@ParameterizedTest
	@MethodSource
	void valueIsATimeToLive(Object value, String expected) {
		assertThat(operation("computed").optionsFor(call("computed", new Result(value)))).map(PutOptions::ttl)
			.contains(TimeToLive.parse(expected));
	}

	static Stream<Object> resultIsNotStored() {
		return Stream.of(Duration.ZERO, Duration.ofSeconds(-1), "0s", "-5m");
	}

	@ParameterizedTest
	@MethodSource
	void resultIsNotStored(Object value) {
		assertThat(operation("computed").optionsFor(call("computed", new Result(value)))).isEmpty();
		assertThat(operation("tagged").optionsFor(call("tagged", new Result(value)))).isEmpty();
	}

	@Test
	void nullIsTheCachesOwnAndNothingIsAskedOfANullResult() {
		assertThat(operation("computed").optionsFor(call("computed", new Result(null)))).contains(PutOptions.DEFAULTS);
		assertThat(operation("computed").optionsFor(call("computed", null))).contains(PutOptions.DEFAULTS);
	}

	@Test
	void textAndArgumentsMayStandAroundAndTagsAreKept() {
		assertThat(operation("text").optionsFor(call("text", new Result(90)))).map(PutOptions::ttl)
			.contains(TimeToLive.parse("90s"));
		assertThat(operation("argument").optionsFor(call("argument", new Result(null)))).map(PutOptions::ttl)
			.contains(TimeToLive.parse("2m"));
		assertThat(operation("tagged").optionsFor(call("tagged", new Result("5m"))))
			.contains(PutOptions.ttl(Duration.ofMinutes(5)).withTags("kept"));
	}

	@Test
	void placeholdersAreResolvedFirst() {
		assertThat(operation("placeholder").optionsFor(call("placeholder", new Result("x")))).map(PutOptions::ttl)
			.contains(TimeToLive.parse("3m"));
		assertThat(operation("fallback").optionsFor(call("fallback", new Result(null)))).map(PutOptions::ttl)
			.contains(TimeToLive.parse("4m"));
	}

	@Test
	void constantIsTheSameObjectForEveryCall() {
		StoreOperation constant = operation("constant");
		assertThat(constant.optionsFor(call("constant", new Result("x"))))
			.isSameAs(constant.optionsFor(call("constant", null)))
			.contains(PutOptions.ttl(Duration.ofMinutes(5)));
	}

	static Stream<Arguments> valueIsNoTimeToLive() {
		return Stream.of(arguments(90, "'90' is a java.lang.Integer"), arguments("90", "has no unit"),
				arguments("", "is not a duration"), arguments("soon", "'soon' is not a duration"),
				arguments(List.of(), "ListN"), arguments(Duration.ofDays(40_000), "at most 36500d"));
	}

	@ParameterizedTest
	@MethodSource
	void valueIsNoTimeToLive(Object value, String problem) {
		assertThatExceptionOfType(CacheKeyException.class)
			.isThrownBy(() -> operation("computed").optionsFor(call("computed", new Result(value))))
			.withMessageContaining("'#{#result.value}'")
			.withMessageContaining("attribute 'ttl' of @CacheAside on " + Methods.class.getName() + ".computed(String)")
			.withMessageContaining(problem);
	}

	@Test
	void failingExpressionNamesAttributeAndMethod() {
		assertThatExceptionOfType(CacheKeyException.class)
			.isThrownBy(() -> operation("failing").optionsFor(call("failing", new Result(null))))
			.withMessageContaining("attribute 'ttl' of @CacheAside on " + Methods.class.getName() + ".failing(String)");
	}

	@Test
	void whatCannotBeMeantIsRefusedWhenItIsParsed() {
		assertThatExceptionOfType(CacheConfigurationException.class).isThrownBy(() -> parse(Unknown.class, "misspelt"))
			.withMessageContaining("#reslut")
			.withMessageContaining("attribute 'ttl'");
		assertThatExceptionOfType(CacheConfigurationException.class).isThrownBy(() -> parse(Unbraced.class, "unbraced"))
			.withMessageContaining("attribute 'ttl'")
			.withMessageContaining("is not a duration");
	}

	private void parse(Class<?> type, String method) {
		this.source.operations(method(type, method), type);
	}

	private StoreOperation operation(String name) {
		StoreOperation readThrough = this.source.operations(method(name), Methods.class).readThrough();
		assertThat(readThrough).isNotNull();
		return readThrough;
	}

	private static ExpressionSubject.MethodCall call(String name, @Nullable Object result) {
		return new ExpressionSubject.MethodCall(method(name), new Methods(), Methods.class, new Object[] { "2m" },
				result, List.of("cache"));
	}

	private static Method method(String name) {
		return method(Methods.class, name);
	}

	private static Method method(Class<?> type, String name) {
		return Arrays.stream(type.getDeclaredMethods())
			.filter((each) -> each.getName().equals(name))
			.findFirst()
			.orElseThrow();
	}

	private static OperationSource source() {
		DefaultListableBeanFactory beans = new DefaultListableBeanFactory();
		MutablePropertySources properties = new MutablePropertySources();
		properties.addLast(new MapPropertySource("test", Map.of("short", "#{'3m'}")));
		beans.addEmbeddedValueResolver(new PropertySourcesPropertyResolver(properties)::resolvePlaceholders);
		return new OperationSource(new ExpressionCompiler(beans), new KeyEncoder(), beans, true);
	}

	record Result(@Nullable Object value) {
	}

	@SuppressWarnings("unused")
	static class Methods {

		@CacheAside(cacheNames = "cache", ttl = "#{#result.value}")
		public Result computed(String time) {
			return new Result(time);
		}

		@CacheAside(cacheNames = "cache", ttl = "#{#result.value}", tags = "kept")
		public Result tagged(String time) {
			return new Result(time);
		}

		@CacheAside(cacheNames = "cache", ttl = "#{#result.value}s")
		public Result text(String time) {
			return new Result(time);
		}

		@CacheAside(cacheNames = "cache", ttl = "#{#time}")
		public Result argument(String time) {
			return new Result(time);
		}

		@CacheAside(cacheNames = "cache", ttl = "${short}")
		public Result placeholder(String time) {
			return new Result(time);
		}

		@CacheAside(cacheNames = "cache", ttl = "#{#result.value ?: '${long:4m}'}")
		public Result fallback(String time) {
			return new Result(time);
		}

		@CacheAside(cacheNames = "cache", ttl = "5m")
		public Result constant(String time) {
			return new Result(time);
		}

		@CacheAside(cacheNames = "cache", ttl = "#{#result.value.toString()}")
		public Result failing(String time) {
			return new Result(time);
		}

	}

	@SuppressWarnings("unused")
	static class Unknown {

		@CacheAside(cacheNames = "cache", ttl = "#{#reslut.value}")
		public Result misspelt(String time) {
			return new Result(time);
		}

	}

	@SuppressWarnings("unused")
	static class Unbraced {

		@CacheAside(cacheNames = "cache", ttl = "#result.value")
		public Result unbraced(String time) {
			return new Result(time);
		}

	}

}
