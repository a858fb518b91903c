package io.cacheaside.redis;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.protocol.RedisCommand;

/** A connection to the one master. */
record SingleMasterConnection(StatefulRedisConnection<byte[], byte[]> connection) implements MasterConnection {

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
