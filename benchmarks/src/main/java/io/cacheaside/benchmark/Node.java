package io.cacheaside.benchmark;

import java.util.ArrayList;
import java.util.List;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** A running application of {@link Applications}. */
final class Node implements AutoCloseable {

	/** What every key of the application begins with in Redis. */
	static final String PREFIX = "bench:";

	private static final List<String> PROPERTIES = List.of("spring.application.name=bench", "cacheaside.ttl=1h",
			"spring.cache.redis.time-to-live=1h", "spring.main.banner-mode=off", "logging.level.root=warn");

	private final ConfigurableApplicationContext context;

	private Node(ConfigurableApplicationContext context) {
		this.context = context;
	}

	/** Starts an application, with properties such as {@code cacheaside.ttl=1h}. */
	static Node start(Class<?> application, String... properties) {
		List<String> all = new ArrayList<>(PROPERTIES);
		all.addAll(List.of(properties));
		return new Node(new SpringApplicationBuilder(application).web(WebApplicationType.NONE)
			.properties(all.toArray(String[]::new))
			.run());
	}

	<T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	/** A connection of its own, as plain as Lettuce offers it; closed with the node. */
	StatefulRedisConnection<byte[], byte[]> connect() {
		RedisClient client = (RedisClient) bean(LettuceConnectionFactory.class).getRequiredNativeClient();
		return client.connect(ByteArrayCodec.INSTANCE);
	}

	/** A subscription on a connection of its own. */
	StatefulRedisPubSubConnection<byte[], byte[]> subscribe(byte[] channel) {
		RedisClient client = (RedisClient) bean(LettuceConnectionFactory.class).getRequiredNativeClient();
		StatefulRedisPubSubConnection<byte[], byte[]> connection = client.connectPubSub(ByteArrayCodec.INSTANCE);
		connection.sync().subscribe(channel);
		return connection;
	}

	@Override
	public void close() {
		this.context.close();
	}

}
