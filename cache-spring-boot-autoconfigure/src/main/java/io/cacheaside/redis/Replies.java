package io.cacheaside.redis;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Waits for answers, no longer than granted. The driver's own time-out is the
 * application's setting for everything, a minute by default.
 */
final class Replies {

	private Replies() {
	}

	/**
	 * Limits the wait for one answer. The future itself fails when the time is over, so
	 * that the driver does not send the command any more if it still has it.
	 * @param <T> the type of the answer
	 * @param reply the answer
	 * @param limit the longest wait
	 * @return the same future, which fails with a {@link TimeoutException} then
	 */
	static <T> CompletableFuture<T> within(CompletableFuture<T> reply, Duration limit) {
		return reply.orTimeout(limit.toNanos(), TimeUnit.NANOSECONDS);
	}

	/**
	 * What a stage failed with.
	 * @param failure the failure as a dependent stage sees it
	 * @return the failure without what futures wrap around it
	 */
	static Throwable unwrap(Throwable failure) {
		Throwable cause = failure.getCause();
		boolean wrapper = failure instanceof CompletionException || failure instanceof ExecutionException;
		return (wrapper && cause != null && !(cause instanceof CancellationException)) ? unwrap(cause) : failure;
	}

}
