package io.cacheaside.benchmark;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.cacheaside.engine.CacheEngine;
import io.cacheaside.engine.CacheStatistics;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
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

/**
 * A hit in the local tier. The floor is what no cache behind a proxy can do without: a
 * proxy whose interceptor does nothing, and a lookup in a Caffeine cache whose entries
 * expire.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 6, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgs = { "-Xms512m", "-Xmx512m" })
public class LocalHitBenchmark {

	@Benchmark
	public Object caffeine(Floor floor, HitState.Ids ids) {
		return floor.bare.user(ids.next());
	}

	@Benchmark
	public Object floor(CaffeineBehindProxy floor, HitState.Ids ids) {
		return floor.users.user(ids.next());
	}

	@Benchmark
	public Object proxyOfFactory(Floor floor, HitState.Ids ids) {
		return floor.proxy.user(ids.next());
	}

	@Benchmark
	public Object cacheAside(CacheAsideAnnotation state, HitState.Ids ids) {
		return state.users.user(ids.next());
	}

	@Benchmark
	public Object cacheableOnCacheAside(CacheAsideManager state, HitState.Ids ids) {
		return state.users.user(ids.next());
	}

	@Benchmark
	public Object cacheableByDefaultKeyOnCacheAside(CacheAsideManagerByDefaultKey state, HitState.Ids ids) {
		return state.users.user(ids.next());
	}

	@Benchmark
	public Object cacheableOnCaffeineCacheManager(CaffeineManager state, HitState.Ids ids) {
		return state.users.user(ids.next());
	}

	/** Caffeine alone, and behind a proxy. */
	@State(Scope.Benchmark)
	public static class Floor {

		private final Users bare = new CaffeineUsers();

		private final Users proxy = proxy(this.bare);

		private static Users proxy(Users users) {
			ProxyFactory factory = new ProxyFactory(users);
			factory.setProxyTargetClass(true);
			factory.addAdvice((MethodInterceptor) MethodInvocation::proceed);
			return (Users) factory.getProxy();
		}

	}

	/** {@link Applications.CaffeineBehindProxy}. */
	@State(Scope.Benchmark)
	public static class CaffeineBehindProxy {

		private final Node node = Node.start(Applications.CaffeineBehindProxy.class);

		private final Users users = this.node.bean(Users.class);

		@TearDown(Level.Trial)
		public void close() {
			this.node.close();
		}

	}

	/** Users out of Caffeine. */
	static class CaffeineUsers implements Users {

		private final Cache<String, User> cache = Caffeine.newBuilder()
			.maximumSize(10_000)
			.expireAfterWrite(Duration.ofHours(1))
			.build();

		CaffeineUsers() {
			HitState.ids().forEach((id) -> this.cache.put(id, User.of(id)));
		}

		@Override
		@Advised
		public User user(String id) {
			return Objects.requireNonNull(this.cache.getIfPresent(id));
		}

	}

	/** Ends with a failure if hits came from Redis. */
	public abstract static class LocalHitState extends HitState {

		private final CacheStatistics statistics;

		private final long remoteBefore;

		LocalHitState(Class<?> application) {
			super(application);
			this.statistics = this.node.bean(CacheEngine.class).region(Users.CACHE).statistics();
			this.remoteBefore = this.statistics.remoteHits();
		}

		@Override
		public void close() {
			long remote = this.statistics.remoteHits() - this.remoteBefore;
			long local = this.statistics.localHits();
			super.close();
			// One in a thousand may find the node not current for a moment.
			if (remote > local / 1000) {
				throw new IllegalStateException(remote + " calls were answered by Redis and " + local + " locally");
			}
		}

	}

	/** {@link Applications.CacheAsideAnnotation}. */
	public static class CacheAsideAnnotation extends LocalHitState {

		public CacheAsideAnnotation() {
			super(Applications.CacheAsideAnnotation.class);
		}

	}

	/** {@link Applications.CacheAsideManager}. */
	public static class CacheAsideManager extends LocalHitState {

		public CacheAsideManager() {
			super(Applications.CacheAsideManager.class);
		}

	}

	/** {@link Applications.CacheAsideManagerByDefaultKey}. */
	public static class CacheAsideManagerByDefaultKey extends LocalHitState {

		public CacheAsideManagerByDefaultKey() {
			super(Applications.CacheAsideManagerByDefaultKey.class);
		}

	}

	/** {@link Applications.CaffeineManager}. */
	public static class CaffeineManager extends HitState {

		public CaffeineManager() {
			super(Applications.CaffeineManager.class);
		}

	}

}
