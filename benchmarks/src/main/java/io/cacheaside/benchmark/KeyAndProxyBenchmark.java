package io.cacheaside.benchmark;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import io.cacheaside.CompositeKey;
import io.cacheaside.expression.CompiledExpression;
import io.cacheaside.expression.ExpressionCompiler;
import io.cacheaside.expression.ExpressionScope;
import io.cacheaside.expression.ExpressionSubject;
import io.cacheaside.key.CacheKey;
import io.cacheaside.key.KeyEncoder;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.util.ReflectionUtils;

/**
 * What a call costs before anything is asked: from the arguments to the key object, from
 * that to the key, and the whole way through the proxy.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(value = 1, jvmArgs = { "-Xms512m", "-Xmx512m" })
public class KeyAndProxyBenchmark {

	@Benchmark
	public @Nullable Object expressionArgument(Keys keys) {
		return keys.argument.evaluate(keys.call);
	}

	@Benchmark
	public @Nullable Object expressionList(Keys keys) {
		return keys.list.evaluate(keys.call);
	}

	@Benchmark
	public @Nullable Object expressionDefaultKey(Keys keys) {
		return keys.defaultKey.evaluate(keys.call);
	}

	@Benchmark
	public @Nullable Object expressionInterpreted(Keys keys) {
		return keys.interpreted.evaluate(keys.call);
	}

	@Benchmark
	public CacheKey encodeText(Keys keys) {
		return keys.encoder.encode(Users.CACHE, keys.text);
	}

	@Benchmark
	public CacheKey encodeNumber(Keys keys) {
		return keys.encoder.encode(Users.CACHE, keys.number);
	}

	@Benchmark
	public CacheKey encodeList(Keys keys) {
		return keys.encoder.encode(Users.CACHE, keys.composite);
	}

	@Benchmark
	public @Nullable Object proxyThatDoesNothing(Proxies proxies) {
		return proxies.idle.user(proxies.id);
	}

	@Benchmark
	public @Nullable Object proxyWithCacheOff(Proxies proxies) {
		return proxies.off.user(proxies.id);
	}

	/** Expressions over two arguments, and the key objects that they give. */
	@State(Scope.Benchmark)
	public static class Keys {

		private final KeyEncoder encoder = new KeyEncoder();

		private final Method method = Objects
			.requireNonNull(ReflectionUtils.findMethod(Keys.class, "called", String.class, Long.class));

		private final String text = "usr_1";

		private final Long number = 4711L;

		private final ExpressionSubject call = new ExpressionSubject.MethodCall(this.method, this, Keys.class,
				new Object[] { this.text, this.number }, null, List.of(Users.CACHE));

		private final CompiledExpression argument = compile("#id");

		private final CompiledExpression list = compile("{#id, #version}");

		private final CompiledExpression defaultKey = compile("");

		/** Gives what {@code #id} gives, but has to be interpreted. */
		private final CompiledExpression interpreted = compile("#id.toString()");

		private final CompositeKey composite = (CompositeKey) Objects.requireNonNull(this.list.evaluate(this.call));

		void called(String id, Long version) {
		}

		private CompiledExpression compile(String key) {
			return new ExpressionCompiler(null).compileKey(key,
					ExpressionScope.method(this.method, Keys.class, false, "the benchmark"));
		}

	}

	/**
	 * Proxies in front of a method that does nothing: one whose interceptor does nothing
	 * either, and ours with its cache switched off, which makes the key and then just
	 * runs the method.
	 */
	@State(Scope.Benchmark)
	public static class Proxies {

		private final Node node = Node.start(Applications.CacheOff.class, "cacheaside.caches.user.enabled=false");

		private final Users off = this.node.bean(Users.class);

		private final Users idle = idle();

		private final String id = "usr_1";

		private static Users idle() {
			ProxyFactory factory = new ProxyFactory(new Users.Uncached());
			factory.setProxyTargetClass(true);
			factory.addAdvice((MethodInterceptor) MethodInvocation::proceed);
			return (Users) factory.getProxy();
		}

		@TearDown(Level.Trial)
		public void close() {
			this.node.close();
		}

	}

}
