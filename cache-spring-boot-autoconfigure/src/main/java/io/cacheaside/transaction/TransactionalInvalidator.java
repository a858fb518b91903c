package io.cacheaside.transaction;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;

import io.cacheaside.engine.Invalidation;
import io.cacheaside.engine.Invalidator;

/**
 * Defers invalidations to the end of the transaction that the calling thread is in. Safe
 * for use by many threads.
 * <ol>
 * <li>Without a transaction an invalidation is passed on at once.</li>
 * <li>In a transaction its targets are kept with the transaction, in order and each once;
 * a suspended transaction keeps its own.</li>
 * <li>When the transaction has been committed, or its commit failed so that nobody knows
 * whether it has, the targets are passed on as one invalidation, and the committing
 * thread waits for it, so that the caller of a transactional method finds it done. This
 * happens in {@code afterCompletion}, since a failing {@code afterCommit} of another
 * synchronization would skip ours.</li>
 * <li>After a rollback without an attempt to commit nothing is passed on. A rollback to a
 * savepoint keeps the targets: to invalidate more than changed costs a load, to
 * invalidate less would be wrong.</li>
 * </ol>
 * A failure after the commit cannot reach the caller, whose transaction stands: it is
 * logged and reported. Transactions of a transaction manager that is configured never to
 * synchronize, and reactive ones, are not seen; their invalidations are passed on at
 * once.
 */
public final class TransactionalInvalidator implements Invalidator {

	private final SpringTransactionScope scope;

	private final Invalidator delegate;

	private final Invalidator deferred;

	/**
	 * Creates an invalidator that shares what transactions keep with nobody.
	 * @param delegate carries out what is no longer deferred
	 * @param onFailure told of each invalidation that failed after a commit, for example
	 * to count it; the failure is already logged
	 */
	public TransactionalInvalidator(Invalidator delegate,
			BiConsumer<? super Invalidation, ? super Throwable> onFailure) {
		this(new SpringTransactionScope(() -> null), delegate, onFailure);
	}

	/**
	 * Creates the invalidator.
	 * @param scope keeps what is deferred, and hides it until the transaction ends
	 * @param delegate carries out what is no longer deferred
	 * @param onFailure told of each invalidation that failed after a commit, for example
	 * to count it
	 */
	public TransactionalInvalidator(SpringTransactionScope scope, Invalidator delegate,
			BiConsumer<? super Invalidation, ? super Throwable> onFailure) {
		this.scope = scope;
		this.delegate = delegate;
		this.deferred = (invalidation) -> delegate.invalidate(invalidation).whenComplete((nothing, failure) -> {
			if (failure != null) {
				onFailure.accept(invalidation, failure);
			}
		});
	}

	/**
	 * Whether an invalidation of the calling thread would be deferred.
	 * @return whether the thread is in a transaction that tells of its end
	 */
	public boolean isDeferring() {
		return this.scope.isDeferring();
	}

	/**
	 * {@inheritDoc}
	 * <p>
	 * In a transaction the stage is complete at once: the invalidation is deferred.
	 */
	@Override
	public CompletionStage<Void> invalidate(Invalidation invalidation) {
		return this.scope.defer(invalidation, this.deferred) ? CompletableFuture.completedFuture(null)
				: this.delegate.invalidate(invalidation);
	}

}
