package io.cacheaside.testing;

import java.time.Duration;

import org.springframework.context.ApplicationContext;

import io.cacheaside.CacheOperations;
import io.cacheaside.engine.CacheEngine;
import io.cacheaside.engine.EnginePorts;
import io.cacheaside.key.CacheKey;

import static org.awaitility.Awaitility.await;

/**
 * An application context that stands for a node.
 *
 * @param number from 0 on
 * @param context its beans
 * @param proxy its way to Redis, which is its own
 */
public record TestNode(int number, ApplicationContext context, TcpProxy proxy) {

	private static final Duration LIMIT = Duration.ofSeconds(30);

	/**
	 * Its caches.
	 * @return the programmatic face
	 */
	public CacheOperations operations() {
		return this.context.getBean(CacheOperations.class);
	}

	/**
	 * Its engine.
	 * @return the engine
	 */
	public CacheEngine engine() {
		return this.context.getBean(CacheEngine.class);
	}

	/**
	 * A bean of it.
	 * @param type the type of the bean
	 * @param <T> the type of the bean
	 * @return the bean
	 */
	public <T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	/** Waits until it reads Redis and has delivered what it had to. */
	public void awaitTrust() {
		await().atMost(LIMIT).until(this.engine()::isRemoteTrusted);
	}

	/**
	 * Waits until it knows the clock of Redis. An answer that was slow tells it nothing,
	 * and without it nothing is kept of what is read from Redis, nor told how long an
	 * invalidation took.
	 */
	void awaitClock() {
		EnginePorts ports = bean(EnginePorts.class);
		CacheKey any = new CacheKey("any", "any:1");
		await().atMost(LIMIT)
			.until(() -> ports.remote().serverMillis(any).isPresent() && ports.log().serverMillis().isPresent());
	}

	@Override
	public String toString() {
		return "node " + this.number;
	}

}
