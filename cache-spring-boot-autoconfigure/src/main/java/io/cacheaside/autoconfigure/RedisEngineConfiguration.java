package io.cacheaside.autoconfigure;

import java.security.SecureRandom;
import java.util.List;
import java.util.UUID;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.cache.autoconfigure.CacheProperties;
import org.springframework.boot.thread.Threading;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.connection.RedisConnectionFactory;

import io.cacheaside.breaker.BreakerSurroundings;
import io.cacheaside.breaker.BreakingRemoteTier;
import io.cacheaside.breaker.FailureKinds;
import io.cacheaside.engine.CacheEngine;
import io.cacheaside.engine.EngineListener;
import io.cacheaside.engine.EngineOperations;
import io.cacheaside.engine.EnginePorts;
import io.cacheaside.engine.GuardedInspection;
import io.cacheaside.engine.OutcomeRecorder;
import io.cacheaside.engine.RemoteInspection;
import io.cacheaside.engine.RemoteTier;
import io.cacheaside.engine.TransactionScope;
import io.cacheaside.engine.log.InvalidationLog;
import io.cacheaside.engine.queue.WriteQueues;
import io.cacheaside.key.KeyEncoder;
import io.cacheaside.local.CaffeineLocalTiers;
import io.cacheaside.redis.LettuceRemoteTier;
import io.cacheaside.redis.LogSettings;
import io.cacheaside.redis.RedisConnections;
import io.cacheaside.redis.RedisCoordination;
import io.cacheaside.redis.RedisFailures;
import io.cacheaside.redis.RedisInspection;
import io.cacheaside.redis.RedisKeys;
import io.cacheaside.redis.StreamInvalidationLog;

/** The engine on Redis. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnCaching
@ConditionalOnSingleCandidate(RedisConnectionFactory.class)
class RedisEngineConfiguration {

	@Bean(destroyMethod = "close")
	EngineThreads cacheAsideThreads(Environment environment) {
		return new EngineThreads(Threading.VIRTUAL.isActive(environment));
	}

	@Bean(destroyMethod = "close")
	RedisConnections cacheAsideRedisConnections(RedisConnectionFactory connectionFactory, EngineThreads threads) {
		return new RedisConnections(RedisConnections.requireLettuce(connectionFactory), threads.scheduler());
	}

	@Bean
	RedisKeys cacheAsideRedisKeys(CacheAsideProperties properties, CacheProperties springCache,
			Environment environment) {
		return new RedisKeys(KeyPrefix.resolve(properties, springCache, environment));
	}

	@Bean
	LettuceRemoteTier cacheAsideRemoteTier(RedisConnections connections, RedisKeys keys,
			CacheAsideProperties properties, EngineThreads threads) {
		return new LettuceRemoteTier(connections, keys, properties.remote().timeout().duration(),
				SweepPace.of(properties.coherence().sweep().keysPerSecond(), threads.scheduler()));
	}

	@Bean
	StreamInvalidationLog cacheAsideInvalidationLog(RedisConnections connections, RedisKeys keys,
			CacheAsideProperties properties) {
		return new StreamInvalidationLog(connections, keys, new LogSettings(properties.remote().timeout().duration(),
				properties.coherence().log().retention().duration()), new SecureRandom());
	}

	@Bean
	RedisCoordination cacheAsideCoordination(RedisConnections connections, RedisKeys keys,
			CacheAsideProperties properties) {
		return new RedisCoordination(connections, keys, properties.remote().timeout().duration(),
				UUID.randomUUID().toString());
	}

	@Bean
	BreakerSurroundings cacheAsideBreakerSurroundings(EngineThreads threads, ObjectProvider<EngineListener> listeners) {
		EngineListener all = new CompositeEngineListener(listeners.orderedStream().toList());
		return new BreakerSurroundings(threads.scheduler(), System::nanoTime, all::breakerChanged);
	}

	@Bean
	EnginePorts cacheAsideEnginePorts(RemoteTier remote, InvalidationLog log, TransactionScope transactions,
			EngineThreads threads, CacheAsideProperties properties, BreakerSurroundings surroundings,
			ObjectProvider<WriteQueues> queues) {
		CacheAsideProperties.Remote settings = properties.remote();
		RemoteTier guarded = settings.breaker().enabled()
				? new BreakingRemoteTier(remote, BreakerProperties.settings(settings),
						new FailureKinds(RedisFailures::isRefusal, RedisFailures::isUnsent), surroundings)
				: remote;
		return new EnginePorts(new CaffeineLocalTiers(), guarded, log, transactions, threads.scheduler(),
				threads.executor(), System::nanoTime, new SecureRandom(), threads.loads(new CallerContext()),
				queues.getIfAvailable(() -> WriteQueues.NONE));
	}

	@Bean
	RemoteInspection cacheAsideRemoteInspection(EnginePorts ports, RedisConnections connections, RedisKeys keys,
			CacheAsideProperties properties) {
		return new GuardedInspection(new RedisInspection(connections, keys, properties.remote().timeout().duration()),
				ports.remote());
	}

	@Bean
	CacheEngine cacheAsideEngine(EnginePorts ports, ConfiguredCaches caches, CacheAsideProperties properties,
			OutcomeRecorder outcomes, ObjectProvider<EngineListener> listeners) {
		List<EngineListener> all = listeners.orderedStream().toList();
		CacheEngine engine = new CacheEngine(ports, caches, CoherenceProperties.settings(properties),
				new CompositeEngineListener(all), outcomes);
		caches.declared().forEach(engine::region);
		return engine;
	}

	@Bean
	EngineLifecycle cacheAsideEngineLifecycle(CacheEngine engine, EngineReference reference,
			RedisConnections connections, StreamInvalidationLog log, Environment environment) {
		reference.set(engine);
		return new EngineLifecycle(engine, connections, log, EngineLifecycle.graceOf(environment));
	}

	@Bean
	EngineOperations cacheOperations(CacheEngine engine, KeyEncoder keys) {
		return new EngineOperations(engine, keys);
	}

}
