package io.cacheaside.engine;

import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.jspecify.annotations.Nullable;

import io.cacheaside.key.CacheKey;

/**
 * One refresh under way, and the leases that were taken for it. When it is cancelled they
 * are given back, whatever its loader still does; what that brings is not stored then.
 * Safe for use by many threads.
 */
public final class Refresh {

	private final RemoteTier remote;

	private final CacheKey due;

	private final @Nullable Comparison comparison;

	private final Queue<Lease> leases = new ConcurrentLinkedQueue<>();

	private boolean asked;

	private volatile boolean cancelled;

	private volatile boolean givenUp;

	Refresh(RemoteTier remote, CacheKey due) {
		this(remote, due, null);
	}

	Refresh(RemoteTier remote, CacheKey due, @Nullable Comparison comparison) {
		this.remote = remote;
		this.due = due;
		this.comparison = comparison;
	}

	/**
	 * What takes the value that is loaded, which is stored nowhere then; {@code null} if
	 * this is to store it.
	 */
	@Nullable Comparison comparison() {
		return this.comparison;
	}

	/**
	 * Whether a key may be loaded anew as part of this. Another key of the cache in which
	 * a value is due is not what the caller asked for, which its own thread alone can
	 * tell then.
	 */
	boolean mayAsk(CacheKey key) {
		return key.equals(this.due) || !key.cacheName().equals(this.due.cacheName());
	}

	/** Notes that a value is to be loaded anew if its lease can be had. */
	void asks(CacheKey key) {
		this.asked |= key.equals(this.due);
	}

	/**
	 * Whether the value that is due was asked for, on the thread of this refresh.
	 */
	boolean hasAsked() {
		return this.asked;
	}

	/**
	 * Whether a lease was taken, or none is needed, so that the value is going to be
	 * loaded.
	 * @return whether there is one
	 */
	public boolean isClaiming() {
		return !this.leases.isEmpty() || (this.comparison != null && this.asked);
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
	 * Gives all leases back, since there is no value after so long that it would not be
	 * stored.
	 */
	CompletionStage<Void> giveUp() {
		this.givenUp = true;
		return cancel();
	}

	boolean isGivenUp() {
		return this.givenUp;
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
