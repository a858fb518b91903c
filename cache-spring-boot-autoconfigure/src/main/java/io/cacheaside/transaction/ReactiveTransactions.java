package io.cacheaside.transaction;

import java.util.Optional;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.transaction.NoTransactionException;
import org.springframework.transaction.reactive.TransactionContext;
import org.springframework.transaction.reactive.TransactionSynchronizationManager;

import io.cacheaside.engine.DetachedTransaction;
import io.cacheaside.engine.Invalidator;

/**
 * What Spring's reactive transactions mean for the caches: what is invalidated in one
 * waits for its end. They belong to a subscription and not to a thread, so that only what
 * knows the subscription's context can take part. Safe for use by many threads.
 */
public final class ReactiveTransactions {

	private final Invalidator carryOut;

	/**
	 * Creates it.
	 * @param carryOut carries invalidations out when their transaction has ended; what
	 * follows runs on the threads that it completes on
	 */
	public ReactiveTransactions(Invalidator carryOut) {
		this.carryOut = carryOut;
	}

	/**
	 * The transaction of a subscription.
	 * @return the transaction that is active in the subscriber's context, empty if none
	 * is
	 */
	public Mono<Optional<DetachedTransaction>> current() {
		return TransactionSynchronizationManager.forCurrentTransaction()
			.map((manager) -> Optional.<DetachedTransaction>ofNullable(of(manager)))
			.onErrorReturn(NoTransactionException.class, Optional.empty());
	}

	/**
	 * The transaction that an event was published in.
	 * @param source the source of the event, as Spring's
	 * {@code TransactionalEventPublisher} gives it
	 * @return the transaction, {@code null} if the source is none that is active
	 */
	public @Nullable DetachedTransaction of(Object source) {
		return (source instanceof TransactionContext context) ? of(new TransactionSynchronizationManager(context))
				: null;
	}

	private @Nullable DetachedTransaction of(TransactionSynchronizationManager manager) {
		if (!manager.isActualTransactionActive() || !manager.isSynchronizationActive()) {
			return null;
		}
		return (manager.getResource(this) instanceof ReactiveTransactionState state) ? state
				: ReactiveTransactionState.bind(this, manager, this.carryOut);
	}

}
