package io.cacheaside.promise;

import java.time.Duration;
import java.util.function.Consumer;

import io.cacheaside.testing.TcpProxy;
import io.cacheaside.testing.TcpProxy.Direction;

/** What can happen to a node's way to Redis and lasts until it is restored. */
enum WayToRedis {

	REFUSED(TcpProxy::refuse),

	QUESTIONS_LOST((proxy) -> proxy.swallow(Direction.TO_SERVER)),

	ANSWERS_LOST((proxy) -> proxy.swallow(Direction.TO_CLIENT)),

	QUESTIONS_HELD((proxy) -> proxy.hold(Direction.TO_SERVER)),

	ANSWERS_HELD((proxy) -> proxy.hold(Direction.TO_CLIENT)),

	QUESTIONS_LATE((proxy) -> proxy.delay(Direction.TO_SERVER, Duration.ofSeconds(2))),

	ANSWERS_LATE((proxy) -> proxy.delay(Direction.TO_CLIENT, Duration.ofSeconds(2)));

	private final Consumer<TcpProxy> disturbance;

	WayToRedis(Consumer<TcpProxy> disturbance) {
		this.disturbance = disturbance;
	}

	void disturb(TcpProxy proxy) {
		this.disturbance.accept(proxy);
	}

}
