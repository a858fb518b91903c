package io.cacheaside.autoconfigure;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

import io.cacheaside.engine.LoadContext;
import io.cacheaside.engine.LoadThreads;

/**
 * The engine's threads: a few that keep time, connect and sweep; as many as there are
 * asynchronous callers whose code follows an answer; and those of loaders that their
 * callers may leave behind. The last two are virtual where Spring Boot says so. Otherwise
 * the first of them are as many as callers ask for, since their code may block on another
 * answer, and loaders have {@value #MAXIMUM_LOADS}. All are daemons and end with the
 * application.
 */
final class EngineThreads implements AutoCloseable {

	/** Three attempts to connect can block one each; the rest has to go on meanwhile. */
	private static final int SCHEDULER_THREADS = 5;

	/** Callers beyond it wait, within their limits. */
	static final int MAXIMUM_LOADS = 64;

	private static final long TERMINATION_MILLIS = 1_000;

	private final ScheduledThreadPoolExecutor scheduler;

	private final Executor executor;

	private final Executor loads;

	private final boolean virtual;

	/**
	 * Creates the threads, none of which is started.
	 * @param virtual whether those that may block are virtual
	 */
	EngineThreads(boolean virtual) {
		this.scheduler = new ScheduledThreadPoolExecutor(SCHEDULER_THREADS, factory("cacheaside-timer-"));
		this.scheduler.setRemoveOnCancelPolicy(true);
		this.executor = executor("cacheaside-async-", virtual);
		this.loads = executor("cacheaside-load-", virtual);
		this.virtual = virtual;
	}

	ScheduledExecutorService scheduler() {
		return this.scheduler;
	}

	Executor executor() {
		return this.executor;
	}

	/**
	 * Those for loaders.
	 * @param context what they see of their callers
	 */
	LoadThreads loads(LoadContext context) {
		return new LoadThreads(this.loads, this.virtual ? 0 : MAXIMUM_LOADS, context);
	}

	@Override
	public void close() {
		this.scheduler.shutdownNow();
		if (this.executor instanceof ExecutorService service) {
			service.shutdown();
		}
		if (this.loads instanceof ExecutorService service) {
			service.shutdownNow();
			awaitTermination(service);
		}
	}

	private static void awaitTermination(ExecutorService service) {
		try {
			service.awaitTermination(TERMINATION_MILLIS, TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static Executor executor(String prefix, boolean virtual) {
		if (!virtual) {
			return Executors.newCachedThreadPool(factory(prefix));
		}
		SimpleAsyncTaskExecutor executor = new SimpleAsyncTaskExecutor(prefix);
		executor.setVirtualThreads(true);
		return executor;
	}

	private static CustomizableThreadFactory factory(String prefix) {
		CustomizableThreadFactory factory = new CustomizableThreadFactory(prefix);
		factory.setDaemon(true);
		return factory;
	}

}
