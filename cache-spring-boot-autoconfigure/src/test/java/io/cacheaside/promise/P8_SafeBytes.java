package io.cacheaside.promise;

import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cache.CacheManager;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.data.redis.connection.RedisConnection;
import org.springframework.data.redis.connection.RedisConnectionFactory;

import io.cacheaside.CacheLayer;
import io.cacheaside.CacheOperations;
import io.cacheaside.CacheResult;
import io.cacheaside.CompositeKey;
import io.cacheaside.Position;
import io.cacheaside.TypedCache;
import io.cacheaside.codec.EncodedValue;
import io.cacheaside.codec.EntryBuilder;
import io.cacheaside.codec.EntryFormat;
import io.cacheaside.engine.CacheEngine;
import io.cacheaside.testing.RedisContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What comes back from Redis is data, whoever wrote it there; the classes of this test
 * are the ones that such a writer names.
 */
class P8_SafeBytes {

	private static volatile boolean initialized;

	private final ApplicationContextRunner runner = RedisContextRunner.onEmptyRedis()
		.withPropertyValues("cacheaside.codec.allowed-packages=com.example.allowed");

	@Test
	void classThatTheBytesNameIsNotEvenInitializedUnlessAllowed() {
		this.runner.run((context) -> {
			write(context, "test:cache:key", entry(NotAllowed.class.getName(), "{\"name\":\"x\"}"));
			assertThat(context.getBean(CacheManager.class).getCache("cache").get("key")).isNull();
			assertThat(context.getBean(CacheEngine.class).region("cache").statistics().undecodable()).isEqualTo(1);
			assertThat(initialized).isFalse();
		});
	}

	@Test
	void classThatTheApplicationDeclaresNeedsNoPermissionButTheBytesMayNotReplaceIt() {
		this.runner.run((context) -> {
			TypedCache<Declared> cache = context.getBean(CacheOperations.class).cache("cache", Declared.class);
			cache.put("key", new Declared("put"));
			assertThat(cache.get("key")).isEqualTo(hit(new Declared("put")));
			write(context, "test:cache:key", entry(NotAllowed.class.getName(), "{\"name\":\"x\"}"));
			assertThat(cache.get("key")).isInstanceOf(CacheResult.Miss.class);
			assertThat(initialized).isFalse();
		});
	}

	@Test
	void bytesOfAnyKindAreAMissAndReplaced() {
		this.runner.run((context) -> {
			TypedCache<Declared> cache = context.getBean(CacheOperations.class).cache("cache", Declared.class);
			for (byte[] bytes : List.of(new byte[0], new byte[] { (byte) 0xAC, (byte) 0xED, 0, 5 },
					"{\"@class\":\"x\"}".getBytes(StandardCharsets.UTF_8), entry(Declared.class.getName(), "not json"),
					entry(Declared.class.getName(), "[1,2]"),
					entry(Declared.class.getName(), "{\"name\":" + "[".repeat(100_000)))) {
				write(context, "test:cache:key", bytes);
				assertThat(cache.getOrLoad("key", () -> new Declared("loaded"))).isEqualTo(new Declared("loaded"));
				assertThat(cache.get("key")).isEqualTo(hit(new Declared("loaded")));
			}
		});
	}

	@Test
	void whatComesBackEqualsWhatWasPut() {
		this.runner.run((context) -> {
			TypedCache<List<Declared>> cache = context.getBean(CacheOperations.class)
				.cache("cache", new ParameterizedTypeReference<>() {
				});
			List<Declared> value = List.of(new Declared("a"), new Declared("b"));
			cache.put("key", value);
			assertThat(cache.get("key")).isEqualTo(hit(value));
		});
	}

	@Test
	void keyCannotBeForgedFromAnArgument() {
		this.runner.run((context) -> {
			TypedCache<String> cache = context.getBean(CacheOperations.class).cache("cache", String.class);
			cache.put(CompositeKey.of("alice", "secret"), "secret of alice");
			for (Object forged : List.of("alice:secret", "alice%3Asecret", "*", "alice:*",
					CompositeKey.of("alice:secret"), List.of("alice", "secret"))) {
				assertThat(cache.get(forged)).as(forged.toString()).isInstanceOf(CacheResult.Miss.class);
			}
			cache.evict("*");
			cache.evict("alice:*");
			assertThat(cache.get(CompositeKey.of("alice", "secret"))).isInstanceOf(CacheResult.Hit.class);
		});
	}

	private static CacheResult<?> hit(Object value) {
		return new CacheResult.Hit<>(value, CacheLayer.REMOTE);
	}

	private static byte[] entry(String typeName, String json) {
		return EntryBuilder.at(Position.NONE)
			.toBytes(new EncodedValue(typeName, json.getBytes(StandardCharsets.UTF_8)));
	}

	/** An entry comes with the position of now, so that it is not stale for a reader. */
	private static void write(AssertableApplicationContext context, String key, byte[] value) {
		byte[] bytes = (value.length > EntryFormat.FIXED_LENGTH)
				? EntryBuilder.moved(value, context.getBean(CacheEngine.class).log().applied()) : value;
		try (RedisConnection connection = context.getBean(RedisConnectionFactory.class).getConnection()) {
			connection.stringCommands().set(key.getBytes(StandardCharsets.UTF_8), bytes);
		}
	}

	public record Declared(String name) {
	}

	/** Tells when anybody as much as initializes it. */
	public static class NotAllowed {

		static {
			initialized = true;
		}

		public String name = "";

	}

}
