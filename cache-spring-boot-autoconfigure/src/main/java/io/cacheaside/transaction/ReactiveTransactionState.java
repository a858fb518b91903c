package io.cacheaside.transaction;

import java.util.LinkedHashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

import org.springframework.core.Ordered;
import org.springframework.transaction.reactive.TransactionSynchronization;
import org.springframework.transaction.reactive.TransactionSynchronizationManager;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.engine.DetachedTransaction;
import io.cacheaside.engine.Invalidation;
import io.cacheaside.engine.Invalidator;

/**
 * What one reactive transaction will invalidate. As with the transaction of a thread it
 * is passed on as one invalidation, first of all callbacks of the end, after a commit and
 * where nobody knows whether there was one; the subscriber hears of the end when that is
 * done. Branches of one transaction may run on several threads.
 */
final class ReactiveTransactionState implements TransactionSynchronization, DetachedTransaction, Ordered {

	private static final Logger logger = LoggerFactory.getLogger(ReactiveTransactionState.class);

	private final Object key;

	private final TransactionSynchronizationManager manager;

	private final Invalidator carryOut;

	private final Queue<Invalidation> pending = new ConcurrentLinkedQueue<>();

	private volatile boolean commitAttempted;

	private volatile boolean ended;

	private ReactiveTransactionState(Object key, TransactionSynchronizationManager manager, Invalidator carryOut) {
		this.key = key;
		this.manager = manager;
		this.carryOut = carryOut;
	}

	/** Begins the state of a transaction that has none. */
	static ReactiveTransactionState bind(Object key, TransactionSynchronizationManager manager, Invalidator carryOut) {
		ReactiveTransactionState state = new ReactiveTransactionState(key, manager, carryOut);
		manager.registerSynchronization(state);
		manager.bindResource(key, state);
		return state;
	}

	@Override
	public CompletionStage<Void> invalidate(Invalidation invalidation) {
		// Refuses patterns that are none while the caller can hear of it.
		new PendingTargets().add(invalidation);
		if (this.ended) {
			return this.carryOut.invalidate(invalidation);
		}
		this.pending.add(invalidation);
		return CompletableFuture.completedFuture(null);
	}

	@Override
	public boolean isPending() {
		return !this.pending.isEmpty();
	}

	@Override
	public int getOrder() {
		return HIGHEST_PRECEDENCE;
	}

	@Override
	public Mono<Void> suspend() {
		return Mono.fromRunnable(() -> this.manager.unbindResourceIfPossible(this.key));
	}

	@Override
	public Mono<Void> resume() {
		return Mono.fromRunnable(() -> this.manager.bindResource(this.key, this));
	}

	@Override
	public Mono<Void> beforeCommit(boolean readOnly) {
		return Mono.fromRunnable(() -> this.commitAttempted = true);
	}

	@Override
	public Mono<Void> afterCompletion(int status) {
		return Mono.defer(() -> {
			this.manager.unbindResourceIfPossible(this.key);
			this.ended = true;
			boolean lost = status == STATUS_ROLLED_BACK && !this.commitAttempted;
			return (lost || !isPending()) ? Mono.empty() : passOn();
		});
	}

	private Mono<Void> passOn() {
		Set<InvalidationTarget> targets = new LinkedHashSet<>();
		this.pending.forEach((invalidation) -> targets.addAll(invalidation.targets()));
		return Mono.fromCompletionStage(() -> this.carryOut.invalidate(Invalidation.of(targets)))
			.onErrorResume((failure) -> {
				logger.error("The transaction is committed, but its invalidation of {} failed", targets, failure);
				return Mono.empty();
			});
	}

}
