package io.cacheaside.benchmark;

import java.time.Duration;

import com.github.benmanes.caffeine.cache.Caffeine;
import io.cacheaside.autoconfigure.CacheAsideAutoConfiguration;
import io.cacheaside.embedded.RedisServer;

import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;

import org.springframework.aop.Advisor;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.annotation.AnnotationMatchingPointcut;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.context.annotation.Role;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.caffeine.CaffeineCacheManager;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.data.redis.cache.RedisCacheConfiguration;
import org.springframework.data.redis.serializer.JacksonJsonRedisSerializer;
import org.springframework.data.redis.serializer.RedisSerializationContext.SerializationPair;

/**
 * The applications that are compared. Each is what auto-configuration makes of it, all
 * but one on a Redis of their own.
 */
final class Applications {

	private Applications() {
	}

	/** What they share. */
	@Configuration(proxyBeanMethods = false)
	static class Common {

		@Bean(destroyMethod = "close")
		RedisServer redisServer() {
			return RedisServer.start();
		}

		@Bean
		DataRedisConnectionDetails redisConnectionDetails(RedisServer server) {
			return new DataRedisConnectionDetails() {

				@Override
				public Standalone getStandalone() {
					return Standalone.of(server.host(), server.port());
				}

			};
		}

		@Bean
		UserSource userSource() {
			return new UserSource();
		}

	}

	/** {@code @CacheAside} on our engine. */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Common.class)
	static class CacheAsideAnnotation {

		@Bean
		Users users(UserSource source) {
			return new Users.WithCacheAside(source);
		}

	}

	/** Caffeine behind an annotation's proxy that does nothing, on a node like ours. */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Common.class)
	static class CaffeineBehindProxy {

		@Bean
		Users users() {
			return new LocalHitBenchmark.CaffeineUsers();
		}

		@Bean
		@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
		static Advisor advisor() {
			return new DefaultPointcutAdvisor(AnnotationMatchingPointcut.forMethodAnnotation(Users.Advised.class),
					(MethodInterceptor) MethodInvocation::proceed);
		}

	}

	/** A node without a Redis of its own: properties say where one is. */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class OnAnotherRedis {

	}

	/** {@code @CacheAside} on our engine, on a Redis that outlives the node. */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class UsersOnAnotherRedis {

		@Bean
		Users users() {
			return new Users.WithCacheAside(new UserSource());
		}

	}

	/** {@code @CacheAside} in front of a method that does nothing. */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Common.class)
	static class CacheOff {

		@Bean
		Users users() {
			return new Users.WithCacheAsideOnNothing();
		}

	}

	/** Spring's {@code @Cacheable} on our cache manager. */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Common.class)
	static class CacheAsideManager {

		@Bean
		Users users(UserSource source) {
			return new Users.WithCacheable(source);
		}

	}

	/** The same with the key left to the manager. */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Common.class)
	static class CacheAsideManagerByDefaultKey {

		@Bean
		Users users(UserSource source) {
			return new Users.WithCacheableByDefaultKey(source);
		}

	}

	/** Spring's {@code @Cacheable} on Spring's {@code CaffeineCacheManager}. */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = CacheAsideAutoConfiguration.class)
	@EnableCaching
	@Import(Common.class)
	static class CaffeineManager {

		@Bean
		CaffeineCacheManager cacheManager() {
			CaffeineCacheManager manager = new CaffeineCacheManager(Users.CACHE);
			manager.setCaffeine(Caffeine.newBuilder().maximumSize(10_000).expireAfterWrite(Duration.ofHours(1)));
			return manager;
		}

		@Bean
		Users users(UserSource source) {
			return new Users.WithCacheable(source);
		}

	}

	/** Spring's {@code @Cacheable} on the {@code RedisCacheManager} that Boot makes. */
	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = CacheAsideAutoConfiguration.class)
	@EnableCaching
	@Import(Common.class)
	static class RedisCacheDefault {

		@Bean
		Users users(UserSource source) {
			return new Users.WithCacheable(source);
		}

	}

	/** The same with JSON of one known type in place of JDK serialization. */
	@Configuration(proxyBeanMethods = false)
	@Import(RedisCacheDefault.class)
	static class RedisCacheJson {

		@Bean
		RedisCacheConfiguration redisCacheConfiguration() {
			SerializationPair<User> json = SerializationPair
				.fromSerializer(new JacksonJsonRedisSerializer<>(User.class));
			return RedisCacheConfiguration.defaultCacheConfig().entryTtl(Duration.ofHours(1)).serializeValuesWith(json);
		}

	}

}
