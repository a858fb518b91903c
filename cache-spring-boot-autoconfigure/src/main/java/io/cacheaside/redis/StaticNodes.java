package io.cacheaside.redis;

import java.util.List;

import io.lettuce.core.RedisURI;

import org.springframework.beans.DirectFieldAccessor;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisPassword;
import org.springframework.data.redis.connection.RedisStaticMasterReplicaConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.util.StringUtils;

/**
 * The nodes of a static master/replica configuration. The factory has no accessor for
 * them, and its client does not know them, so they are read from its field; everything
 * else comes by its public face.
 */
final class StaticNodes {

	private StaticNodes() {
	}

	/**
	 * The nodes that a factory is configured with.
	 * @param factory the factory
	 * @return the nodes, none if the configuration is of another kind
	 */
	static List<RedisURI> of(LettuceConnectionFactory factory) {
		if (new DirectFieldAccessor(factory)
			.getPropertyValue("configuration") instanceof RedisStaticMasterReplicaConfiguration configuration) {
			return configuration.getNodes().stream().map((node) -> uri(factory, configuration, node)).toList();
		}
		return List.of();
	}

	private static RedisURI uri(LettuceConnectionFactory factory, RedisStaticMasterReplicaConfiguration configuration,
			RedisStandaloneConfiguration node) {
		LettuceClientConfiguration client = factory.getClientConfiguration();
		RedisURI.Builder uri = RedisURI.Builder.redis(node.getHostName(), node.getPort())
			.withDatabase(factory.getDatabase())
			.withSsl(client.isUseSsl())
			.withVerifyPeer(client.getVerifyMode())
			.withStartTls(client.isStartTls())
			.withTimeout(client.getCommandTimeout());
		client.getClientName().ifPresent(uri::withClientName);
		authenticate(uri, configuration);
		client.getRedisCredentialsProviderFactory()
			.ifPresent((credentials) -> uri.withAuthentication(credentials.createCredentialsProvider(configuration)));
		return uri.build();
	}

	private static void authenticate(RedisURI.Builder uri, RedisStaticMasterReplicaConfiguration configuration) {
		RedisConfiguration.WithPassword secured = configuration;
		RedisPassword password = secured.getPassword();
		String username = configuration.getUsername();
		if (StringUtils.hasText(username)) {
			uri.withAuthentication(username, password.toOptional().orElse(new char[0]));
		}
		else {
			password.toOptional().ifPresent(uri::withPassword);
		}
	}

}
