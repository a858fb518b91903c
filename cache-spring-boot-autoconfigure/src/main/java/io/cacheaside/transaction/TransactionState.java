package io.cacheaside.transaction;

import java.util.concurrent.CompletionException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.core.Ordered;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import io.cacheaside.engine.AfterCommit;
import io.cacheaside.engine.Delivery;
import io.cacheaside.engine.Invalidation;
import io.cacheaside.engine.InvalidationOutbox;
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
 * <li>Where there is an outbox, the targets are kept in it before the commit.</li>
 * <li>At the end, first of all callbacks, so that what others read afterwards is fresh,
 * the targets are passed on as one invalidation and waited for; also where the commit
 * failed so that nobody knows whether it has happened. A failure cannot reach the caller,
 * whose transaction stands: it is logged.</li>
 * <li>After a rollback without an attempt to commit nothing is passed on. A rollback to a
 * savepoint keeps the targets: to invalidate more than changed costs a load, to
 * invalidate less would be wrong.</li>
 * <li>Then, and only after a certain commit, follows what waited for it; what was undone
 * meanwhile, or came after a savepoint that was rolled back to, was given up.</li>
 * <li>A transaction of another manager that is under way on the same thread is suspended
 * only in name: its connection stays bound, so what was read and written here may have
 * been read and written there. This one is as old as that; it hides what that hides; what
 * it invalidates is invalidated at both ends; and what it would store waits for
 * both.</li>
 * </ol>
 */
final class TransactionState implements TransactionSynchronization {

	private static final Logger logger = LoggerFactory.getLogger(TransactionState.class);

	/** Begins a scope without a transaction. */
	static final Object NOBODY = new Object();

	private final SpringTransactionScope scope;

	private final Beginning beginning;

	private final PendingTargets pending = new PendingTargets();

	private final WaitingActions afterCommit = new WaitingActions();

	private @Nullable TransactionState suspendedBefore;

	private @Nullable Invalidator carryOut;

	private @Nullable OutboxKeeping keeping;

	private boolean commitAttempted;

	private boolean unbindsLast;

	private volatile boolean endedElsewhere;

	private volatile Outcome outcome = Outcome.OPEN;

	private TransactionState(SpringTransactionScope scope, Beginning beginning) {
		this.scope = scope;
		this.beginning = beginning;
	}

	/**
	 * Begins the state of the calling thread's transaction, which has none.
	 */
	static TransactionState bind(SpringTransactionScope scope, Beginning beginning) {
		TransactionState state = new TransactionState(scope, beginning);
		TransactionSynchronizationManager.registerSynchronization(state);
		TransactionSynchronizationManager.bindResource(scope, state);
		return state;
	}

	/**
	 * The state of the calling thread's transaction, if it has one. A transaction manager
	 * of JTA may end a transaction on another thread, from which it cannot be unbound.
	 */
	static @Nullable TransactionState current(SpringTransactionScope scope) {
		if (!(TransactionSynchronizationManager.getResource(scope) instanceof TransactionState state)) {
			return null;
		}
		if (state.endedElsewhere) {
			TransactionSynchronizationManager.unbindResource(scope);
			return null;
		}
		return state;
	}

	LoadStart start() {
		return this.beginning.start();
	}

	/**
	 * Whether a transaction of another manager may be under way on the same thread, whose
	 * connection is still bound to it.
	 */
	boolean isUnderneath(@Nullable Object manager) {
		Object own = this.beginning.manager();
		return own != NOBODY && (own == null || own != manager);
	}

	/** Whether what is read in it may never be committed. */
	boolean mayWrite() {
		TransactionState within = this.beginning.within();
		return this.beginning.writes() || (within != null && within.mayWrite());
	}

	boolean isCommitted() {
		return this.outcome == Outcome.COMMITTED;
	}

	void defer(Invalidation invalidation, Invalidator carryOut) {
		this.afterCommit.undo(invalidation);
		this.pending.add(invalidation);
		if (this.carryOut == null && this.outcome == Outcome.OPEN) {
			this.scope.hiding().incrementAndGet();
		}
		this.carryOut = carryOut;
		InvalidationOutbox outbox = this.scope.outbox();
		if (outbox != InvalidationOutbox.NONE) {
			keep(outbox, invalidation);
		}
	}

	/**
	 * A state whose beginning nobody told of may have begun among the callbacks before
	 * the commit, and would not hear of it. One that is suspended cannot register
	 * anything.
	 */
	private void keep(InvalidationOutbox outbox, Invalidation invalidation) {
		if (this.keeping == null) {
			boolean atOnce = this.commitAttempted || this.beginning.manager() == null;
			this.keeping = new OutboxKeeping(outbox, this.pending, atOnce);
			if (isBound()) {
				this.keeping.register();
			}
		}
		this.keeping.deferred(invalidation);
	}

	boolean hides(Subject subject) {
		TransactionState within = this.beginning.within();
		return this.outcome == Outcome.OPEN
				&& (this.pending.match(subject) || (within != null && within.hides(subject)));
	}

	void afterCommit(AfterCommit waiting) {
		this.afterCommit.add(waiting);
	}

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	public void suspend() {
		unbind();
		this.suspendedBefore = this.scope.suspended();
		this.scope.suspended(this);
	}

	@Override
	public void resume() {
		this.scope.suspended(this.suspendedBefore);
		TransactionSynchronizationManager.bindResource(this.scope, this);
		if (this.keeping != null) {
			this.keeping.register();
		}
	}

	@Override
	public void savepoint(Object savepoint) {
		this.afterCommit.savepoint(savepoint);
	}

	@Override
	public void savepointRollback(Object savepoint) {
		this.afterCommit.rollBackTo(savepoint);
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
			this.scope.hiding().decrementAndGet();
		}
		this.endedElsewhere = !isBound();
		if (!this.unbindsLast) {
			unbind();
		}
		if (this.carryOut != null && (status != STATUS_ROLLED_BACK || this.commitAttempted)) {
			carryOut(this.carryOut, this.pending.toInvalidation());
		}
		TransactionState within = this.beginning.within();
		if (within != null && within.outcome == Outcome.OPEN) {
			handOver(within);
		}
		else if (isCommitted()) {
			this.afterCommit.run();
		}
		else {
			this.afterCommit.giveUp();
		}
	}

	/** What was done on the connection of the other transaction ends with that. */
	private void handOver(TransactionState within) {
		if (this.carryOut != null) {
			within.defer(this.pending.toInvalidation(), this.carryOut);
		}
		if (isCommitted()) {
			within.afterCommit.addAll(this.afterCommit);
		}
		else {
			this.afterCommit.giveUp();
		}
	}

	private void carryOut(Invalidator invalidator, Invalidation invalidation) {
		try {
			Delivery delivery = invalidator.deliver(invalidation);
			if (this.keeping != null) {
				delivery.delivered().thenRun(this.keeping::delivered);
			}
			delivery.inForce().toCompletableFuture().join();
		}
		catch (Throwable ex) {
			Throwable failure = (ex instanceof CompletionException && ex.getCause() != null) ? ex.getCause() : ex;
			logger.error("The transaction is committed, but its invalidation of {} failed", invalidation.targets(),
					failure);
		}
	}

	private boolean isBound() {
		return TransactionSynchronizationManager.getResource(this.scope) == this;
	}

	private void unbind() {
		if (isBound()) {
			TransactionSynchronizationManager.unbindResource(this.scope);
		}
	}

	/**
	 * What is known of a transaction from its beginning on.
	 *
	 * @param start since when it may see an old state
	 * @param manager what began it, {@code null} if that is not known
	 * @param writes whether it may write
	 * @param within the transaction of another manager that goes on underneath
	 */
	record Beginning(LoadStart start, @Nullable Object manager, boolean writes, @Nullable TransactionState within) {
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
