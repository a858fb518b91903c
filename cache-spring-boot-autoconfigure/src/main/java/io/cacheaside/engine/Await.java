package io.cacheaside.engine;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

/**
 * The blocking face of the engine: waits for a stage on the caller's thread. It needs no
 * limit of its own, since every stage of a {@link RemoteTier} ends in bounded time.
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
		try {
			return stage.toCompletableFuture().get();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new CancellationException("interrupted while waiting for the cache");
		}
		catch (ExecutionException ex) {
			Throwable cause = unwrap(ex);
			if (cause instanceof RuntimeException runtime) {
				throw runtime;
			}
			if (cause instanceof Error error) {
				throw error;
			}
			throw new CompletionException(cause);
		}
	}

	static Throwable unwrap(Throwable failure) {
		Throwable cause = failure;
		while ((cause instanceof CompletionException || cause instanceof ExecutionException)
				&& cause.getCause() != null) {
			cause = cause.getCause();
		}
		return cause;
	}

}
