package io.cacheaside.warmup;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * This node's election for one task. While it is held it is prolonged by itself, as long
 * as there is something to do; a node that dies is replaced after {@link #TERM}. Safe for
 * use by many threads.
 */
final class Election implements AutoCloseable {

	/** Twice the longest pause that is usual, and bearable as a wait. */
	static final Duration TERM = Duration.ofSeconds(10);

	private static final Duration RENEWAL = TERM.dividedBy(3);

	private final WarmupCluster cluster;

	private final String task;

	private final BooleanSupplier busy;

	private volatile boolean lost;

	private volatile boolean closed;

	private Election(WarmupCluster cluster, String task, BooleanSupplier busy) {
		this.cluster = cluster;
		this.task = task;
		this.busy = busy;
	}

	/**
	 * Stands for election.
	 * @param busy whether there is still something to do
	 * @return the election; lost if another node is elected
	 * @throws ExecutionException if the server cannot be asked
	 */
	static Election stand(WarmupCluster cluster, String task, BooleanSupplier busy)
			throws InterruptedException, ExecutionException {
		Election election = new Election(cluster, task, busy);
		election.lost = !cluster.coordination().elect(task, TERM).toCompletableFuture().get();
		if (!election.lost) {
			election.renewLater();
		}
		return election;
	}

	private void renewLater() {
		try {
			this.cluster.scheduler().schedule(this::renew, RENEWAL.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (RejectedExecutionException ex) {
			// The application stops.
		}
	}

	private void renew() {
		if (this.closed || this.lost || !this.busy.getAsBoolean()) {
			return;
		}
		this.cluster.coordination().elect(this.task, TERM).whenComplete((elected, failure) -> {
			// Who cannot be asked may be asked again: an election is no lock.
			if (failure == null && !elected) {
				this.lost = true;
			}
		});
		renewLater();
	}

	/** Whether another node is elected. */
	boolean isLost() {
		return this.lost;
	}

	/** Lets another node be elected at once. */
	@Override
	public void close() {
		if (!this.closed && !this.lost) {
			this.closed = true;
			this.cluster.coordination().resign(this.task);
		}
	}

}
