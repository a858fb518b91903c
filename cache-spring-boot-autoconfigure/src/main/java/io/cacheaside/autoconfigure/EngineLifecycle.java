package io.cacheaside.autoconfigure;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.env.Environment;

import io.cacheaside.engine.CacheEngine;
import io.cacheaside.redis.RedisConnections;
import io.cacheaside.redis.StreamInvalidationLog;

/**
 * Begins and ends the engine. It waits a moment at its beginning, so that the first calls
 * find the caches usable; without Redis the start goes on. It ends after the web server
 * has served its last request, and before the connections are closed: loads that their
 * callers left behind have a while to end, then they are cancelled, and committed writes
 * that are kept have the same while to be queued.
 */
final class EngineLifecycle implements SmartLifecycle, ApplicationListener<ContextClosedEvent> {

	private static final Logger logger = LoggerFactory.getLogger(EngineLifecycle.class);

	private static final Duration FIRST_CONNECTION = Duration.ofSeconds(3);

	private static final Duration FIRST_LOADING = Duration.ofSeconds(5);

	private static final Duration LOADS = Duration.ofSeconds(5);

	/** The connection factory stands at 0, web servers near the highest. */
	private static final int PHASE = 1_000;

	private final CacheEngine engine;

	private final Duration grace;

	private volatile boolean running = true;

	private volatile boolean closing;

	/**
	 * Begins.
	 * @param engine the engine, not started yet
	 * @param connections its connections, on their way
	 * @param log its log
	 * @param grace how long loads have to end when the application stops
	 */
	EngineLifecycle(CacheEngine engine, RedisConnections connections, StreamInvalidationLog log, Duration grace) {
		this.engine = engine;
		this.grace = grace;
		boolean connected = connections.awaitFirstAttempt(FIRST_CONNECTION);
		engine.start();
		if (connected) {
			awaitLoaded();
		}
		warnOfEviction(log);
	}

	/**
	 * At most half of what Spring Boot gives each phase, so that cancelling fits in, too.
	 */
	static Duration graceOf(Environment environment) {
		Duration phase = Binder.get(environment)
			.bind("spring.lifecycle.timeout-per-shutdown-phase", Duration.class)
			.orElse(LOADS.multipliedBy(2));
		Duration half = phase.dividedBy(2);
		return (half.compareTo(LOADS) < 0) ? half : LOADS;
	}

	private void awaitLoaded() {
		try {
			this.engine.loaded().toCompletableFuture().get(FIRST_LOADING.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (TimeoutException | ExecutionException ex) {
			logger.warn("The invalidation log is not loaded yet; until it is, nothing cached is used");
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/** When the log is there for the first time, whenever that is. */
	private void warnOfEviction(StreamInvalidationLog log) {
		this.engine.loaded().thenCompose((loaded) -> log.evictingPolicy()).whenComplete((policy, failure) -> {
			if (failure == null && policy.isPresent()) {
				logger.warn("Redis may evict the invalidation log when its memory is full (maxmemory-policy {}); "
						+ "every cache is cold then. Give it enough memory, or a policy of the kind volatile-*.",
						policy.get());
			}
		});
	}

	@Override
	public void onApplicationEvent(ContextClosedEvent event) {
		this.closing = true;
	}

	@Override
	public void start() {
		this.running = true;
	}

	@Override
	public void stop() {
		this.running = false;
		// A context that is only stopped may be started again.
		if (this.closing) {
			this.engine.close();
		}
	}

	@Override
	public void stop(Runnable callback) {
		if (!this.closing) {
			stop();
			callback.run();
			return;
		}
		this.engine.stop(this.grace).whenComplete((done, failure) -> {
			stop();
			callback.run();
		});
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
