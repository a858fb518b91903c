package io.cacheaside.transaction;

import java.util.ArrayList;
import java.util.List;

import org.springframework.core.Ordered;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import io.cacheaside.engine.Invalidation;
import io.cacheaside.engine.InvalidationOutbox;

/**
 * Brings what one transaction will invalidate into the outbox, within that transaction.
 * <ol>
 * <li>What is pending when the commit begins is kept as one, as late as Spring tells of
 * it.</li>
 * <li>What comes later is kept at once: other callbacks before the commit, or the flush
 * of a persistence context, may invalidate.</li>
 * <li>A read-only transaction changes nothing, and may not write to the outbox.</li>
 * <li>When all of it is delivered nothing of it need be kept.</li>
 * </ol>
 * Used by one thread at a time.
 */
final class OutboxKeeping implements TransactionSynchronization {

	private final InvalidationOutbox outbox;

	private final PendingTargets pending;

	private final List<Runnable> kept = new ArrayList<>();

	private boolean atOnce;

	private boolean registered;

	/**
	 * Begins, at the first invalidation of a transaction.
	 * @param outbox where it is kept
	 * @param pending what is not kept yet
	 * @param atOnce whether callbacks before the commit may have run already
	 */
	OutboxKeeping(InvalidationOutbox outbox, PendingTargets pending, boolean atOnce) {
		this.outbox = outbox;
		this.pending = pending;
		this.atOnce = atOnce;
	}

	/** Makes it heard of the commit of the calling thread's transaction, once. */
	void register() {
		if (!this.atOnce && !this.registered) {
			TransactionSynchronizationManager.registerSynchronization(this);
			this.registered = true;
		}
	}

	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	@Override
	public void beforeCommit(boolean readOnly) {
		this.atOnce = true;
		keep(this.pending.toInvalidation());
	}

	/** Something more will be invalidated; it is pending already. */
	void deferred(Invalidation invalidation) {
		if (this.atOnce) {
			keep(invalidation);
		}
	}

	private void keep(Invalidation invalidation) {
		if (!TransactionSynchronizationManager.isCurrentTransactionReadOnly()) {
			this.kept.add(this.outbox.keep(invalidation));
		}
	}

	/** Redis has acknowledged all of it. */
	void delivered() {
		this.kept.forEach(Runnable::run);
	}

}
