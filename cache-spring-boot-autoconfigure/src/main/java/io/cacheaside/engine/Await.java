package io.cacheaside.engine;

import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

/**
 * The blocking face of the engine: waits for a stage on the caller's thread. It needs no
 * limit of its own, since every stage of a {@link RemoteTier} ends in bounded time. For
 * the same reason it waits on when the thread is interrupted, and leaves the flag set:
 * what was loaded must reach its caller, and an eviction must be known to be done.
 */
public final class Await {

	private Await() {
	}

	/**
	 * Waits for a stage.
	 * @param stage the stage
	 * @param <T> the type of its result
	 * @return the result
	 * @throws RuntimeException what the stage failed with; a checked exception comes
	 * wrapped in a {@link CompletionException}
	 */
	public static <T> T await(CompletionStage<T> stage) {
		boolean interrupted = false;
		try {
			while (true) {
				try {
					return stage.toCompletableFuture().get();
				}
				catch (InterruptedException ex) {
					interrupted = true;
				}
			}
		}
		catch (ExecutionException ex) {
			throw failure(unwrap(ex));
		}
		finally {
			if (interrupted) {
				Thread.currentThread().interrupt();
			}
		}
	}

	private static RuntimeException failure(Throwable cause) {
		if (cause instanceof Error error) {
			throw error;
		}
		return (cause instanceof RuntimeException runtime) ? runtime : new CompletionException(cause);
	}

	/**
	 * What a stage failed with.
	 * @param failure the failure as a dependent stage sees it
	 * @return the failure without what futures wrap around it
	 */
	public static Throwable unwrap(Throwable failure) {
		Throwable cause = failure;
		while ((cause instanceof CompletionException || cause instanceof ExecutionException)
				&& cause.getCause() != null) {
			cause = cause.getCause();
		}
		return cause;
	}

}
