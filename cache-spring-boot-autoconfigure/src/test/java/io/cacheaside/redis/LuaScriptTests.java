package io.cacheaside.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.cacheaside.embedded.RedisServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisReadOnlyException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/** Scripts on a server that knows them, does not, or is a replica. */
class LuaScriptTests {

	private static final LuaScript SET = LuaScript.of("set.lua");

	@Test
	void scriptIsSentAsAWholeOnlyToAServerThatDoesNotKnowIt() {
		try (RedisServer server = RedisServer.start()) {
			on(server, (redis) -> {
				assertThat(set(redis, "1")).isEqualTo("OK");
				assertThat(set(redis, "2")).isEqualTo("OK");
				assertThat(calls(server)).contains("cmdstat_eval:calls=1,").contains("cmdstat_evalsha:calls=2,");
				server.execute("SCRIPT", "FLUSH");
				assertThat(set(redis, "3")).isEqualTo("OK");
				assertThat(calls(server)).contains("cmdstat_eval:calls=2,");
				assertThat(server.execute("GET", "key")).isEqualTo("3");
			});
		}
	}

	@Test
	void scriptThatAReplicaRefusesFailsAsACommandDoes() {
		try (RedisServer master = RedisServer.start();
				RedisServer replica = RedisServer.builder()
					.option("replicaof", master.host(), Integer.toString(master.port()))
					.start()) {
			await().atMost(Duration.ofSeconds(30))
				.until(() -> String.valueOf(replica.execute("ROLE")).contains("connected"));
			on(replica,
					(redis) -> assertThat(
							SET.run(redis, ScriptOutputType.STATUS, new byte[][] { bytes("key") }, bytes("1")))
						.failsWithin(10, TimeUnit.SECONDS)
						.withThrowableThat()
						.withCauseInstanceOf(RedisReadOnlyException.class));
		}
	}

	@Test
	void missingScriptIsRefused() {
		assertThatIllegalStateException().isThrownBy(() -> LuaScript.of("none.lua")).withMessageContaining("none.lua");
	}

	private static String set(RedisAsyncCommands<byte[], byte[]> redis, String value) {
		return SET.<String>run(redis, ScriptOutputType.STATUS, new byte[][] { bytes("key") }, bytes(value))
			.orTimeout(10, TimeUnit.SECONDS)
			.join();
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private static String calls(RedisServer server) {
		return String.valueOf(server.execute("INFO", "commandstats"));
	}

	private static void on(RedisServer server, Consumer<RedisAsyncCommands<byte[], byte[]>> action) {
		RedisClient client = RedisClient.create(RedisURI.create(server.host(), server.port()));
		try {
			action.accept(client.connect(ByteArrayCodec.INSTANCE).async());
		}
		finally {
			client.shutdown();
		}
	}

}
