package io.cacheaside.engine;

import java.util.Optional;

import io.cacheaside.engine.marker.Subject;

/**
 * What the calling thread's transaction means for the caches. A source that is read in a
 * transaction may show an older state than the one at the time of the call, and one that
 * nobody else may ever see.
 */
public interface TransactionScope {

	/** No transactions. */
	TransactionScope NONE = new TransactionScope() {

		@Override
		public Optional<LoadStart> began() {
			return Optional.empty();
		}

		@Override
		public boolean mayWrite() {
			return false;
		}

		@Override
		public boolean hides(Subject subject) {
			return false;
		}

		@Override
		public boolean defer(Invalidation invalidation, Invalidator carryOut) {
			return false;
		}

		@Override
		public void afterCommit(AfterCommit waiting) {
			waiting.action().run();
		}
	};

	/**
	 * What was captured when the calling thread's view of its source began: at the
	 * beginning of its transaction, or of the session that it works in.
	 * @return the capture, empty if each read sees the newest state
	 */
	Optional<LoadStart> began();

	/**
	 * Whether the calling thread is in a transaction that is not read-only.
	 * @return whether what it reads may never be committed
	 */
	boolean mayWrite();

	/**
	 * Whether the calling thread's transaction has invalidated an entry and not ended
	 * yet, so that the caches must not be asked for it.
	 * @param subject what the entry is; its tags are empty where they are not known
	 * @return whether it has
	 */
	boolean hides(Subject subject);

	/**
	 * Keeps an invalidation until the calling thread's transaction has ended. All that
	 * one transaction keeps is carried out as one invalidation, in order and each target
	 * once, unless the transaction was rolled back; the ending thread waits for it. Until
	 * then its targets are {@linkplain #hides hidden} from that transaction.
	 * @param invalidation what becomes invalid
	 * @param carryOut carries it out; the same at each call. Its failures are logged,
	 * since the transaction has ended.
	 * @return whether it is kept; if not, there is no transaction that tells of its end,
	 * and the caller carries it out at once
	 */
	boolean defer(Invalidation invalidation, Invalidator carryOut);

	/**
	 * Runs something after the calling thread's transaction has committed and what it
	 * {@linkplain #defer deferred} is done; at once if there is no transaction. It is
	 * given up after a rollback, also one to a savepoint before it, if nobody knows
	 * whether the transaction was committed, and if what the same transaction defers
	 * later matches it.
	 * @param waiting what to run
	 */
	void afterCommit(AfterCommit waiting);

}
