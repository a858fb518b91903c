package io.cacheaside.engine.log;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Follows the log from the end that was loaded, without a thread of its own, until the
 * log is loaded anew. One at a time.
 * <ol>
 * <li>Read and apply what follows, which proves that this node is current. Again, if
 * there is more.</li>
 * <li>Wait for what comes, and apply it, until the next proof is due. Where it does not
 * follow what is applied, read at once.</li>
 * <li>Where entries come fast, pause before waiting again, so that they come
 * together.</li>
 * <li>Where an exchange fails, read again after a pause that doubles.</li>
 * </ol>
 */
final class Tail {

	private static final long FAST = TimeUnit.MILLISECONDS.toNanos(20);

	private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(5);

	private static final long SHORTEST_WAIT = TimeUnit.MILLISECONDS.toNanos(10);

	private final AppliedLog applied;

	private final LogReading reading;

	private final LogFollower.Runtime runtime;

	private final Retries retries;

	private final long interval;

	private final long generation;

	private long readAt;

	private long entriesAt;

	Tail(AppliedLog applied, LogReading reading, LogFollower.Runtime runtime, Retries retries, Duration maxStaleness) {
		this.applied = applied;
		this.reading = reading;
		this.runtime = runtime;
		this.retries = retries;
		this.interval = interval(maxStaleness).toNanos();
		this.generation = applied.standing().generation();
		this.entriesAt = now() - FAST;
	}

	static Duration interval(Duration maxStaleness) {
		Duration third = maxStaleness.dividedBy(3);
		return (third.compareTo(Duration.ofMillis(300)) < 0) ? third : Duration.ofMillis(300);
	}

	void read() {
		if (isOver()) {
			return;
		}
		this.readAt = now();
		this.reading.read().whenComplete((outcome, failure) -> {
			if (failure != null) {
				failed(failure);
			}
			else if (outcome == LogReading.Outcome.MORE) {
				read();
			}
			else if (outcome == LogReading.Outcome.CURRENT) {
				this.retries.restart();
				await();
			}
		});
	}

	private void await() {
		long rest = this.readAt + this.interval - now();
		if (rest < SHORTEST_WAIT) {
			read();
			return;
		}
		Standing from = this.applied.standing();
		if (isOver()) {
			return;
		}
		this.reading.await(from, Duration.ofNanos(rest)).whenCompleteAsync((entries, failure) -> {
			if (failure != null) {
				failed(failure);
			}
			else {
				take(from, entries);
			}
		}, this.runtime.executor());
	}

	private void take(Standing from, List<LogEntry> entries) {
		this.retries.succeeded();
		if (!this.applied.apply(from, entries)) {
			read();
			return;
		}
		boolean fast = !entries.isEmpty() && now() - this.entriesAt < FAST;
		if (!entries.isEmpty()) {
			this.entriesAt = now();
		}
		if (fast) {
			this.retries.after(PAUSE, this::await);
		}
		else {
			await();
		}
	}

	private void failed(Throwable failure) {
		if (!isOver()) {
			this.retries.failed(LogReading.unwrap(failure), this::read);
		}
	}

	private boolean isOver() {
		Standing standing = this.applied.standing();
		return standing.generation() != this.generation || standing.loading();
	}

	private long now() {
		return this.runtime.nanoClock().getAsLong();
	}

}
