package io.cacheaside.testing;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.cacheaside.autoconfigure.CacheAsideAutoConfiguration;

/** Application contexts on the shared Redis. */
public final class RedisContextRunner {

	/** A machine that stands still for a moment is no failure of Redis. */
	public static final String PATIENT = "cacheaside.remote.timeout=10s";

	/** Nor does a node lose its trust in what it holds by that. */
	public static final String TRUSTING = "cacheaside.coherence.max-staleness=10s";

	private RedisContextRunner() {
	}

	/**
	 * A runner on the shared Redis, emptied, as an application of the name {@code test}
	 * without jitter and without a local tier, so that every hit is one in Redis. It
	 * waits for a Redis that is slow for a moment, where an application would go on
	 * without.
	 * @return the runner
	 */
	public static ApplicationContextRunner onEmptyRedis() {
		TestRedis redis = TestRedis.shared();
		redis.flushAll();
		return on(redis.host(), redis.port()).withPropertyValues("cacheaside.local.enabled=false", PATIENT);
	}

	/**
	 * A runner on any Redis.
	 * @param host where it listens
	 * @param port where it listens
	 * @return the runner
	 */
	public static ApplicationContextRunner on(String host, int port) {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(PropertyPlaceholderAutoConfiguration.class,
					AopAutoConfiguration.class, DataRedisAutoConfiguration.class, CacheAsideAutoConfiguration.class,
					CacheAutoConfiguration.class))
			.withPropertyValues("spring.application.name=test", "spring.data.redis.host=" + host,
					"spring.data.redis.port=" + port, "cacheaside.ttl-jitter=0",
					"cacheaside.codec.allowed-packages=io.cacheaside");
	}

}
