package io.cacheaside.engine;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Runs what was scheduled when the test says that its time has come. */
class FakeScheduler extends ScheduledThreadPoolExecutor {

	private final Deque<Runnable> tasks = new ArrayDeque<>();

	FakeScheduler() {
		super(0);
	}

	@Override
	@SuppressWarnings("NullAway")
	public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
		this.tasks.add(command);
		return null;
	}

	/** Runs everything scheduled so far, not what that schedules in turn. */
	void runDue() {
		for (int due = this.tasks.size(); due > 0; due--) {
			this.tasks.remove().run();
		}
	}

	int scheduled() {
		return this.tasks.size();
	}

}
