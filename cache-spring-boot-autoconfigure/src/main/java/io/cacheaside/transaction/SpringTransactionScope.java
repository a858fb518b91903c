package io.cacheaside.transaction;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import org.springframework.core.NamedThreadLocal;
import org.springframework.transaction.TransactionExecutionListener;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import io.cacheaside.Position;
import io.cacheaside.engine.AfterCommit;
import io.cacheaside.engine.Invalidation;
import io.cacheaside.engine.InvalidationOutbox;
import io.cacheaside.engine.Invalidator;
import io.cacheaside.engine.LoadStart;
import io.cacheaside.engine.SessionScope;
import io.cacheaside.engine.TransactionScope;
import io.cacheaside.engine.marker.Subject;
import io.cacheaside.transaction.TransactionState.Beginning;

/**
 * What Spring's transactions mean for the caches. Safe for use by many threads; without a
 * transaction or session each question is a few reads of thread locals.
 * <p>
 * Since when a thread may see an old state of its source:
 * <ol>
 * <li>In a session that was {@linkplain SessionScope attached}, since that opened. It is
 * older than the transactions that work in it.</li>
 * <li>In a transaction, since just before it began, as its transaction manager tells the
 * {@linkplain #listener() listener}. A transaction of its own ({@code REQUIRES_NEW}) has
 * its own beginning; the suspended one keeps its own.</li>
 * <li>In a scope without a transaction ({@code SUPPORTS}), in which Spring keeps sessions
 * open all the same, since the first question, if nothing had registered itself with the
 * scope by then.</li>
 * <li>In any other transaction or scope that is not known: its transaction manager has no
 * listener, or something was opened before the first question. Then nothing that is
 * loaded in it is stored.</li>
 * </ol>
 * Not seen are reactive transactions and those of a transaction manager that is
 * configured never to synchronize. A transaction of one transaction manager under a
 * transaction of another one counts as part of that.
 */
public final class SpringTransactionScope implements TransactionScope, SessionScope {

	/**
	 * A beginning that is not known. The count of dropped markers is never negative, so
	 * that it always differs, and the position is older than any.
	 */
	private static final LoadStart NOT_KNOWN = new LoadStart(Position.NONE, 0, -1, 0);

	/** How many transactions under way will invalidate something, on any thread. */
	private final AtomicInteger hiding = new AtomicInteger();

	private final Object beginningKey = new Object();

	private final Supplier<@Nullable LoadStart> capture;

	private final Supplier<InvalidationOutbox> outbox;

	private final ThreadLocal<@Nullable LoadStart> session = new NamedThreadLocal<>("start of the session");

	private final ThreadLocal<@Nullable TransactionState> suspended = new NamedThreadLocal<>("suspended transaction");

	/**
	 * Creates the scope, without an outbox.
	 * @param capture what is known now, {@code null} as long as nothing is; must neither
	 * throw nor block, since it is asked at the beginning of each transaction
	 */
	public SpringTransactionScope(Supplier<@Nullable LoadStart> capture) {
		this(capture, () -> InvalidationOutbox.NONE);
	}

	/**
	 * Creates the scope.
	 * @param capture what is known now, {@code null} as long as nothing is; must neither
	 * throw nor block, since it is asked at the beginning of each transaction
	 * @param outbox where transactions keep what they will invalidate; asked at each
	 * invalidation in a transaction
	 */
	public SpringTransactionScope(Supplier<@Nullable LoadStart> capture, Supplier<InvalidationOutbox> outbox) {
		this.capture = capture;
		this.outbox = outbox;
	}

	/**
	 * Hears when transactions begin.
	 * @param manager the transaction manager that it listens to, and to no other
	 * @return a listener
	 * @see TransactionListenerRegistrar
	 */
	public TransactionExecutionListener listener(Object manager) {
		return new TransactionBeginning(this, manager);
	}

	@Override
	public Optional<LoadStart> began() {
		LoadStart transaction = transactionBegan();
		LoadStart opened = this.session.get();
		boolean sessionCounts = opened != null && transaction != NOT_KNOWN;
		return Optional.ofNullable(sessionCounts ? opened : transaction);
	}

	private @Nullable LoadStart transactionBegan() {
		TransactionState state = TransactionState.current(this);
		if (state != null) {
			return state.start();
		}
		if (TransactionSynchronizationManager.isActualTransactionActive()) {
			return NOT_KNOWN;
		}
		return TransactionSynchronizationManager.isSynchronizationActive() ? beginScope() : null;
	}

	/** What a scope keeps open has registered itself, to be closed at its end. */
	private LoadStart beginScope() {
		boolean unused = TransactionSynchronizationManager.getSynchronizations().isEmpty();
		LoadStart start = unused ? known(capture()) : NOT_KNOWN;
		return TransactionState.bind(this, new Beginning(start, TransactionState.NOBODY, false, null)).start();
	}

	@Override
	public boolean mayWrite() {
		if (!TransactionSynchronizationManager.isActualTransactionActive()) {
			return false;
		}
		TransactionState state = isReadOnly() ? TransactionState.current(this) : null;
		return !isReadOnly() || (state != null && state.mayWrite());
	}

	private static boolean isReadOnly() {
		return TransactionSynchronizationManager.isCurrentTransactionReadOnly();
	}

	/**
	 * {@inheritDoc}
	 * <p>
	 * Every hit asks: as long as no transaction will invalidate anything, that is one
	 * volatile read.
	 */
	@Override
	public boolean hides(Subject subject) {
		if (this.hiding.get() == 0) {
			return false;
		}
		TransactionState state = TransactionState.current(this);
		return state != null && state.hides(subject);
	}

	/**
	 * Whether an invalidation of the calling thread would be deferred.
	 */
	boolean isDeferring() {
		return TransactionSynchronizationManager.isActualTransactionActive()
				&& TransactionSynchronizationManager.isSynchronizationActive();
	}

	@Override
	public boolean defer(Invalidation invalidation, Invalidator carryOut) {
		if (!isDeferring()) {
			return false;
		}
		state().defer(invalidation, carryOut);
		return true;
	}

	/**
	 * {@inheritDoc}
	 * <p>
	 * Among the callbacks of the transaction's end it runs at once if the transaction is
	 * known to be committed, and not at all otherwise.
	 */
	@Override
	public void afterCommit(AfterCommit waiting) {
		if (isDeferring()) {
			state().afterCommit(waiting);
			return;
		}
		boolean ending = TransactionSynchronizationManager.isActualTransactionActive();
		TransactionState state = ending ? TransactionState.current(this) : null;
		boolean committed = !ending || (state != null && state.isCommitted());
		(committed ? waiting.action() : waiting.giveUp()).run();
	}

	private TransactionState state() {
		TransactionState state = TransactionState.current(this);
		return (state != null) ? state : bind(NOT_KNOWN, null);
	}

	/**
	 * A transaction of the same manager as the one before is on a connection of its own.
	 * One of another manager is as old as the one before, too.
	 */
	private TransactionState bind(LoadStart start, @Nullable Object manager) {
		TransactionState before = suspended();
		TransactionState within = (before != null && before.isUnderneath(manager)) ? before : null;
		LoadStart oldest = (within != null && start != NOT_KNOWN) ? within.start() : start;
		return TransactionState.bind(this, new Beginning(oldest, manager, !isReadOnly(), within));
	}

	/** What the transaction that is beginning on a thread is bound to it by. */
	Object beginningKey() {
		return this.beginningKey;
	}

	AtomicInteger hiding() {
		return this.hiding;
	}

	InvalidationOutbox outbox() {
		return this.outbox.get();
	}

	/** The last transaction that was suspended on this thread and not resumed. */
	@Nullable TransactionState suspended() {
		return this.suspended.get();
	}

	void suspended(@Nullable TransactionState state) {
		if (state != null) {
			this.suspended.set(state);
		}
		else {
			this.suspended.remove();
		}
	}

	@Override
	public @Nullable LoadStart capture() {
		return this.capture.get();
	}

	@Override
	public Attachment attach(@Nullable LoadStart opened) {
		LoadStart before = this.session.get();
		this.session.set(known(opened));
		return () -> {
			if (before != null) {
				this.session.set(before);
			}
			else {
				this.session.remove();
			}
		};
	}

	/** A new transaction has begun on this thread. */
	void begun(Object manager, @Nullable LoadStart start) {
		if (isDeferring() && TransactionState.current(this) == null) {
			bind(known(start), manager);
		}
	}

	private static LoadStart known(@Nullable LoadStart start) {
		return (start != null) ? start : NOT_KNOWN;
	}

}
