package io.cacheaside.redis;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;

/** A walk ends, also where the driver throws what it might have failed a command with. */
@SuppressWarnings("unchecked")
class SampleWalkTests {

	private final StatefulRedisConnection<byte[], byte[]> master = Mockito.mock(StatefulRedisConnection.class);

	private final RedisAsyncCommands<byte[], byte[]> commands = Mockito.mock(RedisAsyncCommands.class);

	@BeforeEach
	void connect() {
		Mockito.when(this.master.isOpen()).thenReturn(true);
		Mockito.when(this.master.async()).thenReturn(this.commands);
	}

	@Test
	void whatIsThrownForALaterPageEndsTheWalk() {
		RedisFuture<KeyScanCursor<byte[]>> first = page();
		RedisException thrown = new RedisException("closed");
		Mockito.when(this.commands.scan(any(ScanCursor.class), any(ScanArgs.class)))
			.thenReturn(first)
			.thenThrow(thrown);
		assertThat(failureOf(walk(Runnable::run))).isSameAs(thrown);
	}

	@Test
	void walkEndsWhoseStepsNobodyRuns() {
		RedisFuture<KeyScanCursor<byte[]>> first = page();
		Mockito.when(this.commands.scan(any(ScanCursor.class), any(ScanArgs.class))).thenReturn(first);
		assertThat(failureOf(walk((task) -> {
			throw new RejectedExecutionException("stopped");
		}))).isInstanceOf(RejectedExecutionException.class);
	}

	private CompletableFuture<SampleWalk.Met> walk(Executor executor) {
		return new SampleWalk(this.master, (name) -> Optional.empty(), Duration.ofSeconds(20), executor)
			.run(ScanCursor.INITIAL, 1_000);
	}

	/** One without keys that is not the last. */
	private static RedisFuture<KeyScanCursor<byte[]>> page() {
		KeyScanCursor<byte[]> cursor = new KeyScanCursor<>();
		cursor.setCursor("7");
		RedisFuture<KeyScanCursor<byte[]>> page = Mockito.mock(RedisFuture.class);
		Mockito.when(page.toCompletableFuture()).thenReturn(CompletableFuture.completedFuture(cursor));
		return page;
	}

	private static Throwable failureOf(CompletableFuture<?> walk) {
		assertThat(walk).isDone();
		return walk.handle((met, failure) -> Replies.unwrap(failure)).join();
	}

}
