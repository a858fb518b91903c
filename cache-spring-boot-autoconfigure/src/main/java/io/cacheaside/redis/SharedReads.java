package io.cacheaside.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.protocol.AsyncCommand;

/**
 * Reads of many callers on one connection, sent together.
 * <ol>
 * <li>A caller puts his command into a queue and counts it. Who counted from zero wakes
 * the connection's event loop; the others need not.</li>
 * <li>The event loop takes what is there, up to a limit, and writes it at once, with one
 * flush, which is one system call instead of one for each.</li>
 * <li>It takes its number off the count, and comes again if there are more.</li>
 * </ol>
 * A single caller pays what he would without. A command never waits for others, nor for
 * their answers. A command that was sent on a closed connection, or that the event loop
 * refuses since the client is shut down, fails at once. Safe for use by many threads.
 */
final class SharedReads {

	private static final int LARGEST_BATCH = 256;

	private final Queue<AsyncCommand<byte[], byte[], byte[]>> queue = new ConcurrentLinkedQueue<>();

	private final AtomicInteger waiting = new AtomicInteger();

	private final StatefulRedisConnection<byte[], byte[]> connection;

	private final Executor eventLoop;

	/**
	 * Creates the queue.
	 * @param connection where to
	 * @param eventLoop the connection's own thread; another one does as well, but slowly
	 */
	SharedReads(StatefulRedisConnection<byte[], byte[]> connection, Executor eventLoop) {
		this.connection = connection;
		this.eventLoop = eventLoop;
	}

	/**
	 * Reads one value.
	 * @param key a Redis key
	 * @return the value, {@code null} if there is none
	 */
	CompletableFuture<byte @Nullable []> get(byte[] key) {
		AsyncCommand<byte[], byte[], byte[]> command = EntryCommands.get(key);
		this.queue.add(command);
		if (this.waiting.getAndIncrement() == 0) {
			wake();
		}
		return command;
	}

	private void wake() {
		try {
			this.eventLoop.execute(this::sendSome);
		}
		catch (RejectedExecutionException ex) {
			List<AsyncCommand<byte[], byte[], byte[]>> refused = take(Integer.MAX_VALUE);
			boolean more = this.waiting.addAndGet(-refused.size()) > 0;
			refused.forEach((command) -> command.completeExceptionally(new NotConnectedException()));
			if (more) {
				wake();
			}
		}
	}

	private void sendSome() {
		List<AsyncCommand<byte[], byte[], byte[]>> batch = take(LARGEST_BATCH);
		try {
			this.connection.dispatch(batch);
		}
		catch (RuntimeException ex) {
			// The driver throws instead of failing the commands when it is being closed.
			batch.forEach((command) -> command.completeExceptionally(ex));
		}
		if (this.waiting.addAndGet(-batch.size()) > 0) {
			wake();
		}
	}

	/** What is counted, and so is in the queue. */
	private List<AsyncCommand<byte[], byte[], byte[]>> take(int limit) {
		int count = Math.min(limit, this.waiting.get());
		List<AsyncCommand<byte[], byte[], byte[]>> taken = new ArrayList<>(count);
		for (int i = 0; i < count; i++) {
			taken.add(Objects.requireNonNull(this.queue.poll()));
		}
		return taken;
	}

}
