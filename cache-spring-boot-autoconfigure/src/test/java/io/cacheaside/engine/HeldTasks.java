package io.cacheaside.engine;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;

/** Runs tasks at once, or, while it is told to, holds them until they are let go. */
final class HeldTasks implements Executor {

	private final Deque<Runnable> tasks = new ArrayDeque<>();

	private boolean holding;

	@Override
	public void execute(Runnable task) {
		if (this.holding) {
			this.tasks.add(task);
		}
		else {
			task.run();
		}
	}

	void hold() {
		this.holding = true;
	}

	/** Runs what was held, and what follows from it. */
	void letGo() {
		this.holding = false;
		while (!this.tasks.isEmpty()) {
			this.tasks.remove().run();
		}
	}

	int size() {
		return this.tasks.size();
	}

}
