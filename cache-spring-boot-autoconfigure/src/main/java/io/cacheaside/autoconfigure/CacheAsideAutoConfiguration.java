package io.cacheaside.autoconfigure;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.cache.autoconfigure.CacheAutoConfiguration;
import org.springframework.boot.cache.autoconfigure.CacheProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.cache.CacheManager;
import org.springframework.context.annotation.Import;
import org.springframework.data.redis.connection.RedisConnectionFactory;

/**
 * Auto-configuration of the caches: the engine on Redis, our annotations, and Spring's
 * cache manager where the application has none of its own.
 */
@AutoConfiguration(after = DataRedisAutoConfiguration.class, before = CacheAutoConfiguration.class)
@ConditionalOnClass({ CacheManager.class, RedisConnectionFactory.class })
@EnableConfigurationProperties({ CacheAsideProperties.class, CacheProperties.class })
@Import({ TimeToLiveConverter.class, TimespanConverter.class, LanguageConfiguration.class,
		TransactionConfiguration.class, RedisEngineConfiguration.class, DisabledEngineConfiguration.class,
		InterceptorConfiguration.class, CacheManagerConfiguration.class, JCacheConfiguration.class,
		EventConfiguration.class, WarmupConfiguration.class, OutboxConfiguration.class,
		WriteBehindConfiguration.class })
public final class CacheAsideAutoConfiguration {

}
