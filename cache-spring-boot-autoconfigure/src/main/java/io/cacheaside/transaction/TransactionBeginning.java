package io.cacheaside.transaction;

import org.jspecify.annotations.Nullable;

import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import io.cacheaside.engine.LoadStart;

/**
 * Captures what is known just before a transaction begins, and hands it over once the
 * transaction is there. Savepoints, which are announced as well, and reactive
 * transactions are left alone. Where a transaction begins while another one is beginning
 * on the same thread, the beginning of the latter is not known.
 */
final class TransactionBeginning implements TransactionExecutionListener {

	private final SpringTransactionScope scope;

	private final Object manager;

	TransactionBeginning(SpringTransactionScope scope, Object manager) {
		this.scope = scope;
		this.manager = manager;
	}

	boolean isOf(SpringTransactionScope scope) {
		return this.scope == scope;
	}

	@Override
	public void beforeBegin(TransactionExecution transaction) {
		if (isOfThisThread(transaction)) {
			TransactionSynchronizationManager.unbindResourceIfPossible(this.scope.beginningKey());
			TransactionSynchronizationManager.bindResource(this.scope.beginningKey(),
					new Beginning(transaction, this.scope.capture()));
		}
	}

	@Override
	public void afterBegin(TransactionExecution transaction, @Nullable Throwable failure) {
		if (isOfThisThread(transaction)) {
			Object bound = TransactionSynchronizationManager.unbindResourceIfPossible(this.scope.beginningKey());
			if (failure == null && bound instanceof Beginning beginning) {
				this.scope.begun(this.manager, (beginning.transaction() == transaction) ? beginning.start() : null);
			}
		}
	}

	private static boolean isOfThisThread(TransactionExecution transaction) {
		return transaction.isNewTransaction() && transaction instanceof TransactionStatus;
	}

	private record Beginning(TransactionExecution transaction, @Nullable LoadStart start) {
	}

}
