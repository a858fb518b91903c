package io.cacheaside.engine;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.cacheaside.CacheLayer;

/**
 * Times and counts the operations of all caches on the remote tier, and tells whoever
 * observes them. Safe for use by many threads.
 */
final class RemoteOperations {

	private final OperationStatistics statistics = new OperationStatistics();

	private final EngineListener listener;

	private final LongSupplier nanoClock;

	RemoteOperations(EngineListener listener, LongSupplier nanoClock) {
		this.listener = listener;
		this.nanoClock = nanoClock;
	}

	OperationStatistics statistics() {
		return this.statistics;
	}

	LongSupplier nanoClock() {
		return this.nanoClock;
	}

	/**
	 * Announces an operation, on the thread of the one who wants it.
	 */
	Announced announce(String cacheName, CacheOperation operation) {
		return new Announced(cacheName, operation, this.listener.operationAnnounced(cacheName, operation));
	}

	/** An operation that may be carried out on another thread, or never. */
	final class Announced {

		private final String cacheName;

		private final CacheOperation operation;

		private final ObservedWork work;

		private Announced(String cacheName, CacheOperation operation, ObservedWork work) {
			this.cacheName = cacheName;
			this.operation = operation;
			this.work = work;
		}

		/**
		 * Carries it out.
		 */
		<T> CompletionStage<T> run(Supplier<? extends CompletionStage<T>> action) {
			long start = RemoteOperations.this.nanoClock.getAsLong();
			return started(action).whenComplete((result, failure) -> ended(start, failure));
		}

		private <T> CompletionStage<T> started(Supplier<? extends CompletionStage<T>> action) {
			ObservedWork.Scope scope = this.work.begin();
			try {
				return action.get();
			}
			catch (RuntimeException | Error ex) {
				this.work.end(ex);
				throw ex;
			}
			finally {
				scope.close();
			}
		}

		private void ended(long start, @Nullable Throwable failure) {
			RemoteOperations operations = RemoteOperations.this;
			long nanos = operations.nanoClock.getAsLong() - start;
			operations.statistics.ended(nanos, failure == null);
			operations.listener.operationEnded(this.cacheName, CacheLayer.REMOTE, this.operation,
					Duration.ofNanos(nanos));
			this.work.end((failure != null) ? Await.unwrap(failure) : null);
		}

	}

}
