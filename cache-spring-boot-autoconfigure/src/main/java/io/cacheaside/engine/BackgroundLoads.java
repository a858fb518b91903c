package io.cacheaside.engine;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The loads of all caches that run on threads of their own. When the application stops
 * they have a while to end. Then they are interrupted, whoever waits for them is told
 * why, and their leases are given back. Safe for use by many threads.
 */
final class BackgroundLoads {

	private final EnginePorts ports;

	private final LoadLimit threads;

	private final Set<Load> underWay = ConcurrentHashMap.newKeySet();

	private volatile boolean open = true;

	BackgroundLoads(EnginePorts ports) {
		this.ports = ports;
		this.threads = new LoadLimit(ports.loads().maximum());
	}

	/**
	 * The places on threads; one is taken before each {@link #start} and given back by
	 * it.
	 */
	LoadLimit threads() {
		return this.threads;
	}

	boolean isOpen() {
		return this.open;
	}

	/**
	 * Gives a load a thread.
	 * @return whether it has one; if not, the application stops
	 */
	boolean start(Load load) {
		this.underWay.add(load);
		load.ended().whenComplete((ended, failure) -> {
			this.underWay.remove(load);
			this.threads.leave();
		});
		try {
			if (this.open) {
				this.ports.loads().executor().execute(this.ports.loads().context().captured(load::run));
				return true;
			}
		}
		catch (RejectedExecutionException ex) {
			// As if it were not open.
		}
		load.ended().complete(null);
		return false;
	}

	/**
	 * Ends the loads under way, and begins no other one.
	 * @param grace how long they have
	 * @return completes when all have ended, or are cancelled and their leases given back
	 */
	CompletionStage<Void> stop(Duration grace) {
		this.open = false;
		CompletableFuture<Void> ended = all(this.underWay.stream().map(Load::ended));
		if (ended.isDone()) {
			return ended;
		}
		CompletableFuture<Void> stopped = new CompletableFuture<>();
		ended.whenComplete((all, failure) -> stopped.complete(null));
		Runnable cancel = () -> all(this.underWay.stream().map((load) -> load.cancel().toCompletableFuture()))
			.whenComplete((released, failure) -> stopped.complete(null));
		if (grace.isZero()) {
			cancel.run();
			return stopped;
		}
		try {
			this.ports.scheduler().schedule(cancel, grace.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (RejectedExecutionException ex) {
			cancel.run();
		}
		return stopped;
	}

	private static CompletableFuture<Void> all(Stream<CompletableFuture<Void>> stages) {
		return CompletableFuture.allOf(stages.toArray(CompletableFuture[]::new));
	}

	/** What a load does on its thread. */
	@FunctionalInterface
	interface Work {

		void run() throws Throwable;

	}

	/** One load on a thread of its own. */
	static final class Load {

		private final ReentrantLock lock = new ReentrantLock();

		private final LoadRunner.Task task;

		private final Work work;

		private final CompletableFuture<Void> ended;

		private @Nullable Thread thread;

		private boolean cancelled;

		/**
		 * Creates the load.
		 * @param task what is loaded
		 * @param work loads it, and tells the task how it went
		 * @param ended completes when the work is done
		 */
		Load(LoadRunner.Task task, Work work, CompletableFuture<Void> ended) {
			this.task = task;
			this.work = work;
			this.ended = ended;
		}

		CompletableFuture<Void> ended() {
			return this.ended;
		}

		private void run() {
			begin();
			try {
				this.work.run();
			}
			catch (Throwable ex) {
				// The task told whoever waits.
			}
			finally {
				end();
				this.ended.complete(null);
			}
		}

		private void begin() {
			this.lock.lock();
			try {
				this.thread = Thread.currentThread();
				if (this.cancelled) {
					this.thread.interrupt();
				}
			}
			finally {
				this.lock.unlock();
			}
		}

		/** The thread may serve another load; an interrupt was meant for this one. */
		private void end() {
			this.lock.lock();
			try {
				this.thread = null;
				Thread.interrupted();
			}
			finally {
				this.lock.unlock();
			}
		}

		private CompletionStage<Void> cancel() {
			// Told before the loader can answer the interrupt with something else.
			CompletionStage<Void> released = this.task
				.fail(new CancellationException("The load was cancelled: the application stops"));
			this.lock.lock();
			try {
				this.cancelled = true;
				if (this.thread != null) {
					this.thread.interrupt();
				}
			}
			finally {
				this.lock.unlock();
			}
			return released;
		}

	}

}
