package io.cacheaside.redis;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;

import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.protocol.RedisCommand;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentMatchers;
import org.mockito.Mockito;

import static org.assertj.core.api.Assertions.assertThat;

/** When reads are sent, told by an event loop that runs when asked. */
class SharedReadsTests {

	private final Deque<Runnable> tasks = new ArrayDeque<>();

	private final List<Integer> batches = new ArrayList<>();

	@SuppressWarnings("unchecked")
	private final StatefulRedisConnection<byte[], byte[]> connection = Mockito.mock(StatefulRedisConnection.class);

	private boolean closed;

	private final SharedReads reads = new SharedReads(this.connection, (task) -> {
		if (this.closed) {
			throw new RejectedExecutionException("as told");
		}
		this.tasks.add(task);
	});

	@BeforeEach
	void record() {
		Mockito
			.when(this.connection
				.dispatch(ArgumentMatchers.<Collection<? extends RedisCommand<byte[], byte[], ?>>>any()))
			.then((call) -> {
				Collection<?> commands = call.getArgument(0);
				this.batches.add(commands.size());
				return commands;
			});
	}

	@Test
	void firstReadWakesTheEventLoopAndItSendsWhatHasGathered() {
		read(10);
		assertThat(this.tasks).hasSize(1);
		this.tasks.remove().run();
		assertThat(this.batches).containsExactly(10);
		assertThat(this.tasks).isEmpty();
		read(1);
		assertThat(this.tasks).hasSize(1);
	}

	@Test
	void manyAreSentInSeveralTurns() {
		read(600);
		while (!this.tasks.isEmpty()) {
			this.tasks.remove().run();
		}
		assertThat(this.batches).containsExactly(256, 256, 88);
	}

	@Test
	void commandsThatTheConnectionThrowsAtFailAndTheNextAreSent() {
		RedisException failure = new RedisException("closed, as told");
		Mockito.doThrow(failure)
			.when(this.connection)
			.dispatch(ArgumentMatchers.<Collection<? extends RedisCommand<byte[], byte[], ?>>>any());
		List<CompletableFuture<byte[]>> failed = read(300);
		this.tasks.remove().run();
		this.tasks.remove().run();
		assertThat(failed).allSatisfy((read) -> assertThat(read).isCompletedExceptionally());
		read(1);
		assertThat(this.tasks).hasSize(1);
	}

	@Test
	void commandsFailAtOnceWhenTheEventLoopHasEnded() {
		this.closed = true;
		List<CompletableFuture<byte[]>> failed = read(2);
		assertThat(failed).allSatisfy((read) -> assertThat(read).isCompletedExceptionally());
		this.closed = false;
		read(1);
		assertThat(this.tasks).hasSize(1);
	}

	@Test
	void commandsBehindABatchFailAtOnceWhenTheEventLoopHasEndedMeanwhile() {
		List<CompletableFuture<byte[]>> reads = read(300);
		this.closed = true;
		this.tasks.remove().run();
		assertThat(reads.subList(0, 256)).noneMatch(CompletableFuture::isDone);
		assertThat(reads.subList(256, 300)).allMatch(CompletableFuture::isCompletedExceptionally);
	}

	private List<CompletableFuture<byte[]>> read(int count) {
		return IntStream.range(0, count)
			.<CompletableFuture<byte[]>>mapToObj((i) -> this.reads.get(new byte[] { 1 }))
			.toList();
	}

}
