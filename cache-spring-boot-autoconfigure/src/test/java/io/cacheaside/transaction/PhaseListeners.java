package io.cacheaside.transaction;

import java.util.function.Consumer;

import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;

/** One listener for each phase of a transaction, which does what the event says. */
class PhaseListeners {

	@TransactionalEventListener(phase = TransactionPhase.BEFORE_COMMIT)
	void beforeCommit(Told told) {
		told.work().accept(TransactionPhase.BEFORE_COMMIT);
	}

	@TransactionalEventListener(phase = TransactionPhase.AFTER_COMMIT)
	void afterCommit(Told told) {
		told.work().accept(TransactionPhase.AFTER_COMMIT);
	}

	@TransactionalEventListener(phase = TransactionPhase.AFTER_ROLLBACK)
	void afterRollback(Told told) {
		told.work().accept(TransactionPhase.AFTER_ROLLBACK);
	}

	@TransactionalEventListener(phase = TransactionPhase.AFTER_COMPLETION)
	void afterCompletion(Told told) {
		told.work().accept(TransactionPhase.AFTER_COMPLETION);
	}

	record Told(Consumer<TransactionPhase> work) {
	}

}
