package io.cacheaside.engine;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import org.jspecify.annotations.Nullable;

/**
 * Gives a result to the application on a thread that may block. Stages of the engine
 * complete on threads of the driver; what an application does next there would keep every
 * other answer waiting, its own included.
 */
final class Handover {

	private Handover() {
	}

	/**
	 * A future with the outcome of a stage. What depends on it runs on the executor, or
	 * on the caller's thread if the stage is already complete. A failure is the one that
	 * the stage failed with, unwrapped.
	 */
	static <T extends @Nullable Object> CompletableFuture<T> on(Executor executor, CompletionStage<T> stage) {
		CompletableFuture<T> result = new CompletableFuture<>();
		boolean known = stage.toCompletableFuture().isDone();
		stage.whenComplete((value, failure) -> {
			Runnable completion = () -> complete(result, value, failure);
			if (known) {
				completion.run();
				return;
			}
			run(executor, completion);
		});
		return result;
	}

	static void run(Executor executor, Runnable task) {
		try {
			executor.execute(task);
		}
		catch (RejectedExecutionException ex) {
			// The application stops; better here than never.
			task.run();
		}
	}

	private static <T extends @Nullable Object> void complete(CompletableFuture<T> result, T value,
			@Nullable Throwable failure) {
		if (failure != null) {
			result.completeExceptionally(Await.unwrap(failure));
		}
		else {
			result.complete(value);
		}
	}

}
