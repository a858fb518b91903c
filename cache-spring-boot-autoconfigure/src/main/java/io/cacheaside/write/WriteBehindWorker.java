package io.cacheaside.write;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.cacheaside.engine.Coordination;
import io.cacheaside.engine.Invalidator;
import io.cacheaside.write.BatchDelivery.Step;

/**
 * Brings the writes of one cache to their source, on the node that is elected for it.
 * Rests without a thread. Safe for use by many threads.
 * <ol>
 * <li>Who is not elected stands for election again and again.</li>
 * <li>Who is takes one step after the other, with the pauses that they ask for.</li>
 * <li>When it is stopped, it goes on without pauses until nothing is left, a step fails
 * or the time is over; then it resigns, and another node goes on. If a writer does not
 * return in time, its election ends by itself.</li>
 * </ol>
 */
public final class WriteBehindWorker {

	private static final Logger logger = LoggerFactory.getLogger(WriteBehindWorker.class);

	private final ReentrantLock lock = new ReentrantLock();

	private final BehindCache cache;

	private final WriteBehindSettings settings;

	private final Runtime runtime;

	private final Election election;

	private final BatchDelivery delivery;

	private @Nullable ScheduledFuture<?> next;

	private boolean running;

	private @Nullable CompletableFuture<Void> stopping;

	private long stopAt;

	private volatile boolean warned;

	/**
	 * What a worker stands on.
	 *
	 * @param coordination elects
	 * @param invalidator evicts what was given up
	 * @param scheduler keeps time
	 * @param executor runs writers, which may block
	 * @param nanoClock a monotonic clock in nanoseconds
	 */
	public record Runtime(Coordination coordination, Invalidator invalidator, ScheduledExecutorService scheduler,
			Executor executor, LongSupplier nanoClock) {
	}

	/**
	 * Creates a worker that does nothing yet.
	 * @param cache whose writes
	 * @param settings how
	 * @param runtime what it stands on
	 */
	public WriteBehindWorker(BehindCache cache, WriteBehindSettings settings, Runtime runtime) {
		this.cache = cache;
		this.settings = settings;
		this.runtime = runtime;
		this.election = new Election(runtime.coordination(), "write-behind:" + cache.name(), runtime.scheduler(),
				runtime.nanoClock());
		this.delivery = new BatchDelivery(cache, settings, runtime.invalidator(), this.election);
	}

	/** Begins. Called once. */
	public void start() {
		after(Duration.ZERO);
	}

	/**
	 * Ends when nothing is left to write, or the time is over.
	 * @param grace how long it may go on
	 * @return completes when it has ended; what is left waits for another node
	 */
	public CompletionStage<Void> stop(Duration grace) {
		CompletableFuture<Void> stopped = new CompletableFuture<>();
		boolean idle;
		this.lock.lock();
		try {
			if (this.stopping != null) {
				return this.stopping;
			}
			this.stopping = stopped;
			this.stopAt = this.runtime.nanoClock().getAsLong() + grace.toNanos();
			if (this.next != null) {
				this.next.cancel(false);
			}
			idle = !this.running;
		}
		finally {
			this.lock.unlock();
		}
		if (idle) {
			run();
		}
		try {
			this.runtime.scheduler().schedule(() -> leave(stopped), grace.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (RejectedExecutionException ex) {
			leave(stopped);
		}
		return stopped;
	}

	/** A writer has not returned. */
	private void leave(CompletableFuture<Void> stopped) {
		if (!stopped.isDone()) {
			this.election.abandon();
			stopped.complete(null);
		}
	}

	private void after(Duration pause) {
		this.lock.lock();
		try {
			if (this.stopping == null) {
				this.next = this.runtime.scheduler().schedule(this::run, pause.toNanos(), TimeUnit.NANOSECONDS);
			}
		}
		catch (RejectedExecutionException ex) {
			// The application stops.
		}
		finally {
			this.lock.unlock();
		}
	}

	private void run() {
		this.lock.lock();
		try {
			if (this.running) {
				return;
			}
			this.running = true;
		}
		finally {
			this.lock.unlock();
		}
		try {
			this.runtime.executor().execute(this::work);
		}
		catch (RejectedExecutionException ex) {
			ended(new Step(Step.Outcome.FAILED, this.settings.retry().maximumDelay()));
		}
	}

	private void work() {
		Step step = attempt();
		while (step.outcome() == Step.Outcome.MORE && mayGoOn()) {
			step = attempt();
		}
		ended(step);
	}

	private boolean mayGoOn() {
		this.lock.lock();
		try {
			return this.stopping == null || this.runtime.nanoClock().getAsLong() - this.stopAt < 0;
		}
		finally {
			this.lock.unlock();
		}
	}

	private Step attempt() {
		try {
			if (!this.election.isHeld() && (isStopping() || !this.election.seek())) {
				this.cache.statistics().seen(null);
				return new Step(Step.Outcome.IDLE, Election.ASKED_EVERY);
			}
			Step step = this.delivery.step();
			this.warned = false;
			return step;
		}
		catch (RuntimeException | Error ex) {
			// What it saw before may be another node's by now.
			this.cache.statistics().seen(null);
			// Once for each outage; after an error too, or nobody would ever write again.
			if (!this.warned) {
				this.warned = true;
				logger.warn("Cache '{}': the queue of writes cannot be worked on, it is tried again until it can: {}",
						this.cache.name(), ex.toString());
			}
			return new Step(Step.Outcome.FAILED, Election.ASKED_EVERY);
		}
	}

	private boolean isStopping() {
		this.lock.lock();
		try {
			return this.stopping != null;
		}
		finally {
			this.lock.unlock();
		}
	}

	private void ended(Step step) {
		CompletableFuture<Void> stopped;
		this.lock.lock();
		try {
			this.running = false;
			stopped = this.stopping;
		}
		finally {
			this.lock.unlock();
		}
		if (stopped == null) {
			after(step.pause());
		}
		else {
			this.election.resign().whenComplete((done, failure) -> stopped.complete(null));
		}
	}

}
