package io.cacheaside.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.SmartLifecycle;

import io.cacheaside.engine.CacheEngine;
import io.cacheaside.redis.RedisWriteQueues;
import io.cacheaside.write.BehindCache;
import io.cacheaside.write.WriteBehindSettings;
import io.cacheaside.write.WriteBehindWorker;

/**
 * Begins and ends the workers of all caches whose writes wait. They end after the web
 * server has served its last request, which may have queued something, and before the
 * engine and whatever a writer may use: beans are destroyed later still.
 */
final class WriteBehindLifecycle implements SmartLifecycle, SmartInitializingSingleton {

	private static final Logger logger = LoggerFactory.getLogger(WriteBehindLifecycle.class);

	/** The engine stands at 1,000, web servers near the highest. */
	private static final int PHASE = 2_000;

	private final BehindWriters writers;

	private final WriteBehindSettings settings;

	private final Supplier<WriteBehindWorker.Runtime> runtime;

	private final Duration grace;

	private volatile List<WriteBehindWorker> workers = List.of();

	private volatile boolean running;

	WriteBehindLifecycle(BehindWriters writers, WriteBehindSettings settings,
			Supplier<WriteBehindWorker.Runtime> runtime, Duration grace) {
		this.writers = writers;
		this.settings = settings;
		this.runtime = runtime;
		this.grace = grace;
	}

	/** Whenever the engine has loaded the log, so that Redis answers. */
	static void warnOfHazards(CacheEngine engine, RedisWriteQueues queues) {
		engine.loaded().thenCompose((loaded) -> queues.hazard()).whenComplete((hazard, failure) -> {
			if (failure == null && hazard.isPresent()) {
				logger.warn("Writes that wait for their source may be lost: {}. See docs/write-behind.md.",
						hazard.get());
			}
		});
	}

	@Override
	public void afterSingletonsInstantiated() {
		this.writers.caches();
	}

	@Override
	public void start() {
		List<WriteBehindWorker> started = this.writers.caches().values().stream().map(this::worker).toList();
		this.workers = started;
		this.running = true;
		started.forEach(WriteBehindWorker::start);
	}

	private WriteBehindWorker worker(BehindCache cache) {
		return new WriteBehindWorker(cache, this.settings, this.runtime.get());
	}

	@Override
	public void stop() {
		stop(() -> {
		});
	}

	@Override
	public void stop(Runnable callback) {
		this.running = false;
		CompletableFuture
			.allOf(this.workers.stream()
				.map((worker) -> worker.stop(this.grace).toCompletableFuture())
				.toArray(CompletableFuture[]::new))
			.whenComplete((done, failure) -> callback.run());
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
