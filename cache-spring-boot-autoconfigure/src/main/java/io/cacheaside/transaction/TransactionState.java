package io.cacheaside.transaction;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.core.Ordered;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import io.cacheaside.engine.Invalidation;
import io.cacheaside.engine.Invalidator;
import io.cacheaside.engine.LoadStart;
import io.cacheaside.engine.marker.Subject;

/**
 * What one transaction means for the caches: when it began, what it will invalidate, and
 * what is to be done once it is committed. Bound to the transaction's thread while the
 * transaction is not suspended, so used by one thread at a time.
 * <ol>
 * <li>It stays bound until every other callback of the transaction's end has run, since
 * the session may remember what was read until then.</li>
 * <li>At the end, first of all callbacks, so that what others read afterwards is fresh,
 * the targets are passed on as one invalidation and waited for; also where the commit
 * failed so that nobody knows whether it has happened. A failure cannot reach the caller,
 * whose transaction stands: it is logged.</li>
 * <li>After a rollback without an attempt to commit nothing is passed on. A rollback to a
 * savepoint keeps the targets: to invalidate more than changed costs a load, to
 * invalidate less would be wrong.</li>
 * <li>Then, and only after a certain commit, follows what waited for it.</li>
 * </ol>
 */
final class TransactionState implements TransactionSynchronization {

	private static final Logger logger = LoggerFactory.getLogger(TransactionState.class);

	private final Object key;

	private final LoadStart start;

	private final AtomicInteger hiding;

	private final PendingTargets pending = new PendingTargets();

	private final List<Runnable> afterCommit = new ArrayList<>();

	private @Nullable Invalidator carryOut;

	private boolean commitAttempted;

	private boolean unbindsLast;

	private volatile boolean endedElsewhere;

	private volatile Outcome outcome = Outcome.OPEN;

	private TransactionState(Object key, LoadStart start, AtomicInteger hiding) {
		this.key = key;
		this.start = start;
		this.hiding = hiding;
	}

	/**
	 * Begins the state of the calling thread's transaction, which has none.
	 * @param hiding counts the transactions that will invalidate something, until they
	 * end
	 */
	static TransactionState bind(Object key, LoadStart start, AtomicInteger hiding) {
		TransactionState state = new TransactionState(key, start, hiding);
		TransactionSynchronizationManager.registerSynchronization(state);
		TransactionSynchronizationManager.bindResource(key, state);
		return state;
	}

	/**
	 * The state of the calling thread's transaction, if it has one. A transaction manager
	 * of JTA may end a transaction on another thread, from which it cannot be unbound.
	 */
	static @Nullable TransactionState current(Object key) {
		if (!(TransactionSynchronizationManager.getResource(key) instanceof TransactionState state)) {
			return null;
		}
		if (state.endedElsewhere) {
			TransactionSynchronizationManager.unbindResource(key);
			return null;
		}
		return state;
	}

	LoadStart start() {
		return this.start;
	}

	boolean isCommitted() {
		return this.outcome == Outcome.COMMITTED;
	}

	void defer(Invalidation invalidation, Invalidator carryOut) {
		this.pending.add(invalidation);
		if (this.carryOut == null && this.outcome == Outcome.OPEN) {
			this.hiding.incrementAndGet();
		}
		this.carryOut = carryOut;
	}

	boolean hides(Subject subject) {
		return this.outcome == Outcome.OPEN && this.pending.match(subject);
	}

	void afterCommit(Runnable action) {
		this.afterCommit.add(action);
	}

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	public void suspend() {
		unbind();
	}

	@Override
	public void resume() {
		TransactionSynchronizationManager.bindResource(this.key, this);
	}

	@Override
	public void beforeCommit(boolean readOnly) {
		this.commitAttempted = true;
	}

	/** Not called where a callback before the commit failed in a certain way. */
	@Override
	public void beforeCompletion() {
		if (TransactionSynchronizationManager.isSynchronizationActive()) {
			TransactionSynchronizationManager.registerSynchronization(new Unbinding());
			this.unbindsLast = true;
		}
	}

	/**
	 * Spring rolls back after a commit that threw, and then speaks of a rollback; yet the
	 * database may have committed, and only its answer was lost.
	 */
	@Override
	public void afterCompletion(int status) {
		boolean wasHiding = this.carryOut != null && this.outcome == Outcome.OPEN;
		this.outcome = (status == STATUS_COMMITTED) ? Outcome.COMMITTED : Outcome.NOT_KNOWN_TO_BE_COMMITTED;
		if (wasHiding) {
			this.hiding.decrementAndGet();
		}
		this.endedElsewhere = !isBound();
		if (!this.unbindsLast) {
			unbind();
		}
		if (this.carryOut != null && (status != STATUS_ROLLED_BACK || this.commitAttempted)) {
			carryOut(this.carryOut, this.pending.toInvalidation());
		}
		if (status == STATUS_COMMITTED) {
			this.afterCommit.forEach(Runnable::run);
		}
	}

	private static void carryOut(Invalidator invalidator, Invalidation invalidation) {
		try {
			invalidator.invalidate(invalidation).toCompletableFuture().join();
		}
		catch (Throwable ex) {
			Throwable failure = (ex instanceof CompletionException && ex.getCause() != null) ? ex.getCause() : ex;
			logger.error("The transaction is committed, but its invalidation of {} failed", invalidation.targets(),
					failure);
		}
	}

	private boolean isBound() {
		return TransactionSynchronizationManager.getResource(this.key) == this;
	}

	private void unbind() {
		if (isBound()) {
			TransactionSynchronizationManager.unbindResource(this.key);
		}
	}

	private enum Outcome {

		OPEN, COMMITTED, NOT_KNOWN_TO_BE_COMMITTED

	}

	/**
	 * Comes after the other callbacks: of those with the same order the one that was
	 * registered last is the last.
	 */
	private final class Unbinding implements TransactionSynchronization {

		@Override
		public void afterCompletion(int status) {
			unbind();
		}

	}

}
