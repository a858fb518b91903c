package io.cacheaside.actuate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

import io.cacheaside.engine.RemoteMemory;

/**
 * What went through the caches lately.
 * <ol>
 * <li>The counts are noted several times in each window, whether somebody asks or not, so
 * that how often health is asked for makes no difference.</li>
 * <li>Who asks gets the difference between the counts now and the youngest that are at
 * least a window old.</li>
 * <li>Until there are such, there is no answer: caches are cold at the start, which tells
 * nothing.</li>
 * </ol>
 * Safe for use by many threads.
 */
public final class TrafficWindow implements AutoCloseable {

	/** How often the counts are noted in each window. */
	static final int STEPS = 6;

	private final ReentrantLock lock = new ReentrantLock();

	private final HealthSources sources;

	private final Duration length;

	private final ScheduledExecutorService scheduler;

	private final LongSupplier nanoClock;

	/** The oldest first. */
	private volatile List<Noted> noted = List.of();

	private volatile @Nullable Future<?> next;

	private volatile boolean closed;

	/**
	 * Creates the window.
	 * @param sources what is noted
	 * @param length how long it is, positive
	 * @param scheduler runs what does not block; shut down by its owner
	 * @param nanoClock a monotonic clock in nanoseconds
	 */
	public TrafficWindow(HealthSources sources, Duration length, ScheduledExecutorService scheduler,
			LongSupplier nanoClock) {
		this.sources = sources;
		this.length = length;
		this.scheduler = scheduler;
		this.nanoClock = nanoClock;
	}

	/** Begins to note. Called once; returns at once. */
	public void start() {
		note(now(Optional.empty()));
		scheduleNext();
	}

	/** Ends noting. */
	@Override
	public void close() {
		this.closed = true;
		Future<?> waiting = this.next;
		if (waiting != null) {
			waiting.cancel(false);
		}
	}

	/**
	 * What went through the caches in about one window until now.
	 * @param memory what the server tells now, if it does
	 * @return empty until a whole window has passed
	 */
	Optional<Traffic> last(Optional<RemoteMemory> memory) {
		Noted now = now(memory);
		Noted begin = null;
		for (Noted each : this.noted) {
			if (isOld(each, now)) {
				begin = each;
			}
		}
		return (begin != null) ? Optional.of(now.since(begin)) : Optional.empty();
	}

	private void scheduleNext() {
		try {
			this.next = this.scheduler.schedule(this::step, this.length.toNanos() / STEPS, TimeUnit.NANOSECONDS);
		}
		catch (RejectedExecutionException ex) {
			// The application stops.
		}
	}

	private void step() {
		if (!this.closed) {
			scheduleNext();
			this.sources.memory().thenAccept((memory) -> note(now(memory)));
		}
	}

	private Noted now(Optional<RemoteMemory> memory) {
		return new Noted(Traffic.of(this.sources.engine(), this.nanoClock.getAsLong()), memory);
	}

	/** Of those that are old enough, only the youngest is of any use. */
	private void note(Noted now) {
		this.lock.lock();
		try {
			List<Noted> after = new ArrayList<>(this.noted);
			after.add(now);
			while (after.size() > 1 && isOld(after.get(1), now)) {
				after.remove(0);
			}
			this.noted = List.copyOf(after);
		}
		finally {
			this.lock.unlock();
		}
	}

	private boolean isOld(Noted noted, Noted now) {
		return now.traffic().nanos() - noted.traffic().nanos() >= this.length.toNanos();
	}

	/**
	 * The counts at one moment.
	 *
	 * @param traffic what went through the caches since the start
	 * @param memory what the server told, if it did
	 */
	private record Noted(Traffic traffic, Optional<RemoteMemory> memory) {

		Traffic since(Noted earlier) {
			OptionalLong evicted = (this.memory.isPresent() && earlier.memory.isPresent())
					? this.memory.get().evictedSince(earlier.memory.get()) : OptionalLong.empty();
			return this.traffic.since(earlier.traffic, evicted);
		}

	}

}
