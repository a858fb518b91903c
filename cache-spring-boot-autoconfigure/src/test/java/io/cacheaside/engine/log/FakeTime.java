package io.cacheaside.engine.log;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Delayed;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Time that passes when the test says so, and runs what was scheduled when its time has
 * come, on the thread of the test. Any thread may schedule something.
 */
public final class FakeTime extends ScheduledThreadPoolExecutor implements LongSupplier {

	/** Not zero, and near an overflow, as a monotonic clock may be. */
	private static final long ORIGIN = Long.MAX_VALUE - Duration.ofSeconds(2).toNanos();

	private final List<Task> tasks = new ArrayList<>();

	private volatile long now = ORIGIN;

	/** Creates the time. */
	public FakeTime() {
		super(0);
	}

	@Override
	public long getAsLong() {
		return this.now;
	}

	@Override
	public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
		Task task = new Task(this.now + unit.toNanos(delay), command);
		synchronized (this.tasks) {
			this.tasks.add(task);
		}
		return task;
	}

	/**
	 * Lets time pass, and runs what comes due at its time.
	 * @param duration how long
	 */
	public void pass(Duration duration) {
		long end = this.now + duration.toNanos();
		for (Optional<Task> next = due(end); next.isPresent(); next = due(end)) {
			Task task = next.get();
			if (!task.cancel(false)) {
				continue;
			}
			this.now = (task.at - this.now > 0) ? task.at : this.now;
			task.command.run();
		}
		this.now = end;
	}

	/**
	 * Stops this process: time passes, and what comes due meanwhile runs when time passes
	 * again.
	 * @param duration how long
	 */
	public void stop(Duration duration) {
		this.now += duration.toNanos();
	}

	/**
	 * How long this time has run.
	 * @return milliseconds since it was made
	 */
	public long elapsedMillis() {
		return TimeUnit.NANOSECONDS.toMillis(this.now - ORIGIN);
	}

	/**
	 * Lets time pass in which nothing gets to run, and what comes due stays due.
	 * @param duration how long
	 */
	public void skip(Duration duration) {
		this.now += duration.toNanos();
	}

	/**
	 * What is scheduled.
	 * @return how many tasks wait for their time
	 */
	public int scheduled() {
		synchronized (this.tasks) {
			return this.tasks.size();
		}
	}

	private Optional<Task> due(long end) {
		synchronized (this.tasks) {
			return this.tasks.stream()
				.filter((task) -> task.at - end <= 0)
				.min(Comparator.comparingLong((task) -> task.at - this.now));
		}
	}

	/** Something scheduled; removed when it is cancelled or run. */
	private final class Task extends CompletableFuture<Void> implements ScheduledFuture<Void> {

		private final long at;

		private final Runnable command;

		Task(long at, Runnable command) {
			this.at = at;
			this.command = command;
		}

		@Override
		public boolean cancel(boolean interrupting) {
			synchronized (FakeTime.this.tasks) {
				return FakeTime.this.tasks.remove(this);
			}
		}

		@Override
		public long getDelay(TimeUnit unit) {
			return unit.convert(this.at - FakeTime.this.now, TimeUnit.NANOSECONDS);
		}

		@Override
		public int compareTo(Delayed other) {
			return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
		}

	}

}
