package io.cacheaside.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.cache.autoconfigure.CacheProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.connection.RedisConnectionFactory;

import io.cacheaside.engine.CacheEngine;
import io.cacheaside.engine.EngineListener;
import io.cacheaside.engine.EngineOperations;
import io.cacheaside.engine.EnginePorts;
import io.cacheaside.engine.NoLocalTier;
import io.cacheaside.engine.NoOpInvalidationLog;
import io.cacheaside.engine.OutcomeRecorder;
import io.cacheaside.engine.RemoteTier;
import io.cacheaside.key.KeyEncoder;
import io.cacheaside.redis.LettuceRemoteTier;
import io.cacheaside.redis.RedisConnections;
import io.cacheaside.redis.RedisKeys;

/** The engine on Redis. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnCaching
@ConditionalOnSingleCandidate(RedisConnectionFactory.class)
class RedisEngineConfiguration {

	private static final Duration FIRST_CONNECTION = Duration.ofSeconds(3);

	@Bean(destroyMethod = "close")
	EngineThreads cacheAsideThreads() {
		return new EngineThreads();
	}

	@Bean(destroyMethod = "close")
	RedisConnections cacheAsideRedisConnections(RedisConnectionFactory connectionFactory, EngineThreads threads) {
		return new RedisConnections(RedisConnections.requireLettuce(connectionFactory), threads.scheduler());
	}

	@Bean
	LettuceRemoteTier cacheAsideRemoteTier(RedisConnections connections, CacheAsideProperties properties,
			CacheProperties springCache, Environment environment) {
		RedisKeys keys = new RedisKeys(KeyPrefix.resolve(properties, springCache, environment));
		// So that the first calls find a connection; without Redis the start goes on.
		connections.awaitFirstAttempt(FIRST_CONNECTION);
		return new LettuceRemoteTier(connections, keys, properties.remote().timeout().duration());
	}

	@Bean
	CacheEngine cacheAsideEngine(RemoteTier remote, ConfiguredCaches caches, CacheAsideProperties properties,
			EngineThreads threads, OutcomeRecorder outcomes, ObjectProvider<EngineListener> listeners) {
		List<EngineListener> all = listeners.orderedStream().toList();
		CacheEngine engine = new CacheEngine(ports(remote, threads), caches, properties.coherence().onUnreachable(),
				new CompositeEngineListener(all), outcomes);
		caches.declared().forEach(engine::region);
		return engine;
	}

	@Bean
	EngineOperations cacheOperations(CacheEngine engine, KeyEncoder keys) {
		return new EngineOperations(engine, keys);
	}

	static EnginePorts ports(RemoteTier remote, EngineThreads threads) {
		return new EnginePorts(new NoLocalTier(), remote, new NoOpInvalidationLog(), threads.scheduler(),
				threads.executor(), System::nanoTime, RandomGenerator.getDefault());
	}

}
