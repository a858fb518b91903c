package io.cacheaside.transaction;

import java.util.LinkedHashSet;
import java.util.Set;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.engine.Invalidation;

import org.springframework.core.Ordered;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * What one transaction will invalidate. Bound to the transaction's thread while the
 * transaction is not suspended, so used by one thread at a time.
 */
final class PendingInvalidation implements TransactionSynchronization {

	private final TransactionalInvalidator invalidator;

	private final Set<InvalidationTarget> targets = new LinkedHashSet<>();

	private boolean commitAttempted;

	private volatile boolean completed;

	PendingInvalidation(TransactionalInvalidator invalidator) {
		this.invalidator = invalidator;
	}

	void add(Invalidation invalidation) {
		this.targets.addAll(invalidation.targets());
	}

	/**
	 * Whether the transaction has ended. A transaction manager of JTA may end it on
	 * another thread, from which this cannot be unbound.
	 */
	boolean isCompleted() {
		return this.completed;
	}

	/** First, so that what other synchronizations read afterwards is fresh. */
	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	public void suspend() {
		TransactionSynchronizationManager.unbindResourceIfPossible(this.invalidator);
	}

	@Override
	public void resume() {
		TransactionSynchronizationManager.bindResource(this.invalidator, this);
	}

	@Override
	public void beforeCommit(boolean readOnly) {
		this.commitAttempted = true;
	}

	/**
	 * Spring rolls back after a commit that threw, and then speaks of a rollback; yet the
	 * database may have committed, and only its answer was lost.
	 */
	@Override
	public void afterCompletion(int status) {
		this.completed = true;
		TransactionSynchronizationManager.unbindResourceIfPossible(this.invalidator);
		if (status != STATUS_ROLLED_BACK || this.commitAttempted) {
			this.invalidator.carryOut(Invalidation.of(this.targets));
		}
	}

}
