package io.cacheaside.sample.redis;

import io.cacheaside.embedded.RedisServer;

import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * A real Redis of our own on a free port, so that the application runs with nothing
 * installed. The connection factory, and with it every cache, depends on the connection
 * details and so on the server: Spring starts the server before them and stops it after
 * them. With {@code sample.redis.embedded=false} it is {@code spring.data.redis.*} that
 * counts.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty(name = "sample.redis.embedded", matchIfMissing = true)
class EmbeddedRedisConfiguration {

	@Bean(destroyMethod = "close")
	RedisServer redisServer() {
		return RedisServer.start();
	}

	@Bean
	DataRedisConnectionDetails embeddedRedisConnectionDetails(RedisServer server) {
		return new EmbeddedRedisConnectionDetails(
				DataRedisConnectionDetails.Standalone.of(server.host(), server.port()));
	}

	private record EmbeddedRedisConnectionDetails(Standalone standalone) implements DataRedisConnectionDetails {

		@Override
		public Standalone getStandalone() {
			return this.standalone;
		}

	}

}
