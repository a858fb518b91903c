package io.cacheaside.sample.redis;

import io.cacheaside.embedded.RedisServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisConnectionDetails;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;

class EmbeddedRedisConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class))
		.withUserConfiguration(EmbeddedRedisConfiguration.class);

	@Test
	void connectionsGoToTheEmbeddedServer() {
		this.runner.run((context) -> {
			StringRedisTemplate redis = context.getBean(StringRedisTemplate.class);
			redis.opsForValue().set("key", "value");
			assertThat(redis.opsForValue().get("key")).isEqualTo("value");
			assertThat(context.getBean(DataRedisConnectionDetails.class).getStandalone()).isNotNull()
				.extracting(DataRedisConnectionDetails.Standalone::getPort)
				.isEqualTo(context.getBean(RedisServer.class).port());
		});
	}

	@Test
	void withoutItThePropertiesOfSpringSayWhereRedisIs() {
		this.runner.withPropertyValues("sample.redis.embedded=false", "spring.data.redis.port=6390").run((context) -> {
			assertThat(context).doesNotHaveBean(RedisServer.class);
			assertThat(context.getBean(DataRedisConnectionDetails.class).getStandalone()).isNotNull()
				.extracting(DataRedisConnectionDetails.Standalone::getPort)
				.isEqualTo(6390);
		});
	}

	@Test
	void serverOutlivesWhatUsesConnections() {
		LastWords lastWords = new LastWords();
		this.runner
			.withBean(DisposableBean.class, () -> lastWords,
					(definition) -> definition.setDependsOn("redisConnectionFactory"))
			.run((context) -> lastWords.server = context.getBean(RedisServer.class));
		assertThat(lastWords.answer).isEqualTo("PONG");
		assertThat(lastWords.server).isNotNull().extracting(RedisServer::isAlive).isEqualTo(false);
	}

	/** Like a cache that still has something to tell Redis when it is destroyed. */
	private static final class LastWords implements DisposableBean {

		private @Nullable RedisServer server;

		private @Nullable Object answer;

		@Override
		public void destroy() {
			this.answer = (this.server != null && this.server.isAlive()) ? this.server.execute("PING") : "gone";
		}

	}

}
