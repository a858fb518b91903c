package io.cacheaside.autoconfigure;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * The engine's threads: a few that keep time, connect and sweep, and as many as there are
 * asynchronous callers whose code follows an answer. All are daemons and end with the
 * application.
 */
final class EngineThreads implements AutoCloseable {

	/** Three attempts to connect can block one each; the rest has to go on meanwhile. */
	private static final int SCHEDULER_THREADS = 5;

	private final ScheduledThreadPoolExecutor scheduler;

	private final ExecutorService executor;

	EngineThreads() {
		this.scheduler = new ScheduledThreadPoolExecutor(SCHEDULER_THREADS, factory("cacheaside-timer-"));
		this.scheduler.setRemoveOnCancelPolicy(true);
		this.executor = Executors.newCachedThreadPool(factory("cacheaside-async-"));
	}

	ScheduledExecutorService scheduler() {
		return this.scheduler;
	}

	Executor executor() {
		return this.executor;
	}

	@Override
	public void close() {
		this.scheduler.shutdownNow();
		this.executor.shutdown();
	}

	private static CustomizableThreadFactory factory(String prefix) {
		CustomizableThreadFactory factory = new CustomizableThreadFactory(prefix);
		factory.setDaemon(true);
		return factory;
	}

}
