package io.cacheaside.redis;

import java.util.concurrent.CompletableFuture;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.api.StatefulConnection;

/**
 * Closes connections that the client may have closed already, which it does when the
 * application stops; the driver warns of a second time.
 */
final class ClosedConnections {

	private ClosedConnections() {
	}

	static CompletableFuture<Void> closeOnce(StatefulConnection<?, ?> connection) {
		boolean closed = connection instanceof RedisChannelHandler<?, ?> handler && handler.isClosed();
		return closed ? CompletableFuture.completedFuture(null) : connection.closeAsync();
	}

}
