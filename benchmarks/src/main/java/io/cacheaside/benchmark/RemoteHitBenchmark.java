package io.cacheaside.benchmark;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A hit in Redis: the proxy, the key, one round trip over loopback, the value. The floor
 * is a {@code GET} of the bytes that our own cache stored, on a bare connection, decoding
 * nothing.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(value = 1, jvmArgs = { "-Xms512m", "-Xmx512m" })
public class RemoteHitBenchmark {

	private static final String LOCAL_TIER_OFF = "cacheaside.local.enabled=false";

	@Benchmark
	public byte[] floor(Bare state, HitState.Ids ids) {
		return state.get(ids.next());
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
	public Object cacheableOnRedisCacheManagerJson(RedisCacheJson state, HitState.Ids ids) {
		return state.users.user(ids.next());
	}

	@Benchmark
	public Object cacheableOnRedisCacheManagerDefault(RedisCacheDefault state, HitState.Ids ids) {
		return state.users.user(ids.next());
	}

	/** The same entries, read with Lettuce alone. */
	public static class Bare extends HitState {

		private final StatefulRedisConnection<byte[], byte[]> connection;

		private final RedisCommands<byte[], byte[]> redis;

		public Bare() {
			super(Applications.CacheAsideAnnotation.class, LOCAL_TIER_OFF);
			this.connection = this.node.connect();
			this.redis = this.connection.sync();
		}

		byte[] get(String id) {
			byte[] bytes = this.redis.get(("bench:user:" + id).getBytes(StandardCharsets.UTF_8));
			if (bytes == null) {
				throw new IllegalStateException("no entry of " + id);
			}
			return bytes;
		}

	}

	/** {@link Applications.CacheAsideAnnotation}. */
	public static class CacheAsideAnnotation extends HitState {

		public CacheAsideAnnotation() {
			super(Applications.CacheAsideAnnotation.class, LOCAL_TIER_OFF);
		}

	}

	/** {@link Applications.CacheAsideManager}. */
	public static class CacheAsideManager extends HitState {

		public CacheAsideManager() {
			super(Applications.CacheAsideManager.class, LOCAL_TIER_OFF);
		}

	}

	/** {@link Applications.RedisCacheJson}. */
	public static class RedisCacheJson extends HitState {

		public RedisCacheJson() {
			super(Applications.RedisCacheJson.class);
		}

	}

	/** {@link Applications.RedisCacheDefault}. */
	public static class RedisCacheDefault extends HitState {

		public RedisCacheDefault() {
			super(Applications.RedisCacheDefault.class);
		}

	}

}
