package io.cacheaside.autoconfigure;

import java.time.Duration;
import java.util.function.Supplier;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

import io.cacheaside.CacheConfigurationException;
import io.cacheaside.engine.CacheEngine;
import io.cacheaside.engine.Coordination;
import io.cacheaside.engine.queue.QueueLimits;
import io.cacheaside.redis.RedisConnections;
import io.cacheaside.redis.RedisKeys;
import io.cacheaside.redis.RedisWriteQueues;
import io.cacheaside.write.WriteBehindSettings;
import io.cacheaside.write.WriteBehindWorker;
import io.cacheaside.write.WriteBehindWriter;
import io.cacheaside.write.WriterQueues;

/** Writes that reach their source later, where the application has a writer. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBean(WriteBehindWriter.class)
class WriteBehindConfiguration {

	/** On Redis. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnCaching
	@ConditionalOnBean(CacheEngine.class)
	static class RedisQueueConfiguration {

		@Bean
		RedisWriteQueues cacheAsideRedisWriteQueues(RedisConnections connections, RedisKeys keys,
				CacheAsideProperties properties) {
			return new RedisWriteQueues(connections, keys, properties.remote().timeout().duration());
		}

		@Bean
		WriterQueues cacheAsideWriteQueues(RedisWriteQueues queues, CacheAsideProperties properties) {
			return new WriterQueues(queues::queue, limits(properties.writeBehind()));
		}

		@Bean
		BehindWriters cacheAsideBehindWriters(ObjectProvider<WriteBehindWriter<?>> writers, CacheEngine engine,
				WriterQueues queues, ConfiguredCaches caches) {
			return new BehindWriters(writers, engine, queues, caches);
		}

		@Bean
		WriteBehindLifecycle cacheAsideWriteBehindLifecycle(BehindWriters writers, CacheEngine engine,
				ObjectProvider<Coordination> coordination, EngineThreads threads, RedisWriteQueues queues,
				CacheAsideProperties properties, Environment environment) {
			Duration grace = EngineLifecycle.graceOf(environment);
			WriteBehindLifecycle.warnOfHazards(engine, queues);
			return new WriteBehindLifecycle(writers, settings(properties.writeBehind()),
					() -> new WriteBehindWorker.Runtime(coordination.getObject(), engine, threads.scheduler(),
							threads.executor(), System::nanoTime),
					grace);
		}

		private static QueueLimits limits(CacheAsideProperties.WriteBehind section) {
			return checked(() -> new QueueLimits(section.maximumLength(), section.maxWait().duration()));
		}

		private static WriteBehindSettings settings(CacheAsideProperties.WriteBehind section) {
			CacheAsideProperties.Retry retry = section.retry();
			return checked(() -> new WriteBehindSettings(section.batchSize(), section.linger().duration(),
					new WriteBehindSettings.Retry(retry.attempts(), retry.delay().duration(),
							retry.maxDelay().duration())));
		}

		private static <T> T checked(Supplier<T> settings) {
			try {
				return settings.get();
			}
			catch (IllegalArgumentException ex) {
				throw new CacheConfigurationException(String.valueOf(ex.getMessage()),
						"Correct the property under cacheaside.write-behind.", ex);
			}
		}

	}

	/** Without a cache there is no queue, and what was to be written would be lost. */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnCaching(ConditionalOnCaching.State.OFF)
	static class NoQueueConfiguration {

		@Bean
		SmartInitializingSingleton cacheAsideWriteBehindRefusal() {
			return () -> {
				throw new CacheConfigurationException(
						"There is a WriteBehindWriter, but caching is off: what is written behind would be lost",
						"Switch caching on, or leave the WriteBehindWriter out and write to the source in the methods.");
			};
		}

	}

}
