package io.cacheaside.engine;

import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * One refresh under way, and the leases that were taken for it. When it is cancelled they
 * are given back, whatever its loader still does; what that brings is not stored then.
 * Safe for use by many threads.
 */
public final class Refresh {

	private final RemoteTier remote;

	private final Queue<Lease> leases = new ConcurrentLinkedQueue<>();

	private volatile boolean cancelled;

	Refresh(RemoteTier remote) {
		this.remote = remote;
	}

	/**
	 * Whether a lease was taken, so that the value is going to be loaded.
	 */
	boolean isClaiming() {
		return !this.leases.isEmpty();
	}

	/**
	 * Notes a lease that was taken.
	 * @return whether it may be used; if not, it is given back
	 */
	boolean holds(Lease lease) {
		this.leases.add(lease);
		if (this.cancelled) {
			this.remote.release(lease);
		}
		return !this.cancelled;
	}

	/**
	 * Gives all leases back.
	 * @return completes when that is done; never fails
	 */
	CompletionStage<Void> cancel() {
		this.cancelled = true;
		return CompletableFuture
			.allOf(this.leases.stream()
				.map((lease) -> this.remote.release(lease).toCompletableFuture())
				.toArray(CompletableFuture[]::new))
			.exceptionally((failure) -> null);
	}

}
