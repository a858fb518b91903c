package io.cacheaside.redis;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.RedisCommand;
import io.netty.util.internal.ThreadExecutorMap;

/**
 * A connection to the one master. Its event loop is learnt from the first answer; until
 * then, and where it cannot be learnt, each read is sent by itself.
 */
final class SingleMasterConnection implements MasterConnection {

	/** Few enough for others not to wait noticeably while it runs. */
	private static final int KEYS_PER_SCRIPT = 50;

	private final StatefulRedisConnection<byte[], byte[]> connection;

	private final ServerClock clock = new ServerClock(System::nanoTime);

	private volatile @Nullable SharedReads reads;

	SingleMasterConnection(StatefulRedisConnection<byte[], byte[]> connection) {
		this.connection = connection;
		askTime();
	}

	@Override
	public RedisClusterAsyncCommands<byte[], byte[]> commands() {
		return this.connection.async();
	}

	@Override
	public boolean isOpen() {
		return this.connection.isOpen();
	}

	@Override
	public boolean reaches(byte[] key) {
		return this.connection.isOpen();
	}

	@Override
	public CompletableFuture<byte @Nullable []> get(byte[] key) {
		SharedReads reads = this.reads;
		return (reads != null) ? reads.get(key) : commands().get(key).toCompletableFuture();
	}

	@Override
	public OptionalLong serverMillis(byte[] key) {
		return this.clock.millis();
	}

	@Override
	public OptionalLong settledMillis(byte[] key) {
		return this.clock.settledMillis();
	}

	@Override
	public int keysPerScript() {
		return KEYS_PER_SCRIPT;
	}

	@Override
	public void askTime() {
		AsyncCommand<byte[], byte[], List<byte[]>> question = EntryCommands.time();
		this.clock.learnFrom(question, this::askTime);
		question.thenRun(this::learnEventLoop);
		this.connection.dispatch(question);
	}

	private void learnEventLoop() {
		if (this.reads != null) {
			return;
		}
		try {
			// Answers are given by the thread of the connection. The driver has no
			// accessor for it.
			Executor eventLoop = ThreadExecutorMap.currentExecutor();
			if (eventLoop != null) {
				this.reads = new SharedReads(this.connection, eventLoop);
			}
		}
		catch (LinkageError ex) {
			// Another Netty: nothing is lost but speed.
		}
	}

	/**
	 * Whether reads of many callers are sent together.
	 * @return whether they are
	 */
	boolean sharesReads() {
		return this.reads != null;
	}

	@Override
	public Duration timeout() {
		return this.connection.getTimeout();
	}

	@Override
	public void send(List<? extends RedisCommand<byte[], byte[], ?>> commands) {
		this.connection.dispatch(commands);
	}

	@Override
	public CompletionStage<Masters> masters() {
		return CompletableFuture.completedFuture(new Masters("one master", List.of(this.connection)));
	}

	@Override
	public void onDisconnect(Runnable action) {
		this.connection.addListener(new RedisConnectionStateListener() {

			@Override
			public void onRedisDisconnected(RedisChannelHandler<?, ?> source) {
				action.run();
			}

		});
	}

	@Override
	public CompletableFuture<Void> close() {
		return ClosedConnections.closeOnce(this.connection);
	}

}
