package io.cacheaside.engine.log;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Time that passes when the test says so, and runs what was scheduled when its time has
 * come, on the thread of the test.
 */
public final class FakeTime extends ScheduledThreadPoolExecutor implements LongSupplier {

	/** Not zero, and near an overflow, as a monotonic clock may be. */
	private static final long ORIGIN = Long.MAX_VALUE - Duration.ofSeconds(2).toNanos();

	private final List<Task> tasks = new ArrayList<>();

	private long now = ORIGIN;

	/** Creates the time. */
	public FakeTime() {
		super(0);
	}

	@Override
	public long getAsLong() {
		return this.now;
	}

	@Override
	@SuppressWarnings("NullAway")
	public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
		this.tasks.add(new Task(this.now + unit.toNanos(delay), command));
		return null;
	}

	/**
	 * Lets time pass, and runs what comes due at its time.
	 * @param duration how long
	 */
	public void pass(Duration duration) {
		long end = this.now + duration.toNanos();
		for (Optional<Task> next = due(end); next.isPresent(); next = due(end)) {
			Task task = next.get();
			this.tasks.remove(task);
			this.now = (task.at() - this.now > 0) ? task.at() : this.now;
			task.command().run();
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
		return this.tasks.size();
	}

	private Optional<Task> due(long end) {
		return this.tasks.stream()
			.filter((task) -> task.at() - end <= 0)
			.min(Comparator.comparingLong((task) -> task.at() - this.now));
	}

	private record Task(long at, Runnable command) {

	}

}
