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

	/** How many refreshes run at once where there is any number of threads. */
	static final int REFRESHES = 64;

	private final EnginePorts ports;

	private final LoadLimit threads;

	/** Those of them that refreshes may have, so that callers find one. */
	private final LoadLimit refreshes;

	private final Set<Load> underWay = ConcurrentHashMap.newKeySet();

	private volatile boolean open = true;

	BackgroundLoads(EnginePorts ports) {
		this.ports = ports;
		int maximum = ports.loads().maximum();
		this.threads = new LoadLimit(maximum);
		this.refreshes = new LoadLimit((maximum != 0) ? (maximum + 1) / 2 : REFRESHES);
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
		load.ended().whenComplete((ended, failure) -> this.underWay.remove(load));
		load.left().whenComplete((left, failure) -> this.threads.leave());
		boolean started = false;
		try {
			if (this.open) {
				this.ports.loads().executor().execute(this.ports.loads().context().captured(load::run));
				started = true;
			}
		}
		catch (RejectedExecutionException ex) {
			// As if it were not open.
		}
		finally {
			if (!started) {
				load.left().complete(null);
				load.ended().complete(null);
			}
		}
		return started;
	}

	/**
	 * Gives a refresh a thread, if there is one for which nobody would wait. If not, it
	 * has ended.
	 */
	void tryStart(Load refresh) {
		if (!this.refreshes.tryEnter()) {
			refresh.ended().complete(null);
			return;
		}
		refresh.ended().whenComplete((ended, failure) -> this.refreshes.leave());
		if (this.threads.tryEnter()) {
			start(refresh);
		}
		else {
			refresh.ended().complete(null);
		}
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

		/**
		 * Does it.
		 * @return completes when it has ended; {@code null} if it has ended already
		 */
		@Nullable CompletionStage<?> run() throws Throwable;

	}

	/** How a load ends that the application does not wait for any longer. */
	@FunctionalInterface
	interface Cancellation {

		/**
		 * Tells whoever waits for the load, and gives its leases back.
		 * @param reason why
		 * @return completes when they are given back
		 */
		CompletionStage<Void> cancel(Throwable reason);

	}

	/** One load on a thread of its own. */
	static final class Load {

		private final ReentrantLock lock = new ReentrantLock();

		private final Cancellation cancellation;

		private final Work work;

		private final CompletableFuture<Void> ended;

		private final CompletableFuture<Void> left = new CompletableFuture<>();

		private @Nullable Thread thread;

		private boolean cancelled;

		/**
		 * Creates the load.
		 * @param cancellation ends it early
		 * @param work loads, and tells how it went
		 * @param ended completes when the work is done
		 */
		Load(Cancellation cancellation, Work work, CompletableFuture<Void> ended) {
			this.cancellation = cancellation;
			this.work = work;
			this.ended = ended;
		}

		CompletableFuture<Void> ended() {
			return this.ended;
		}

		/** Completes when the thread is free again, although the value may come later. */
		private CompletableFuture<Void> left() {
			return this.left;
		}

		private void run() {
			CompletionStage<?> later = null;
			begin();
			try {
				later = this.work.run();
			}
			catch (Throwable ex) {
				// The work told whoever waits.
			}
			finally {
				end();
				this.left.complete(null);
			}
			if (later != null) {
				later.whenComplete((done, failure) -> this.ended.complete(null));
			}
			else {
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
			CompletionStage<Void> released = this.cancellation
				.cancel(new CancellationException("The load was cancelled: the application stops"));
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
