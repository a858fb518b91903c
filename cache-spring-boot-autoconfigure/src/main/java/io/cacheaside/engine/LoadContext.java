package io.cacheaside.engine;

/**
 * Gives a loader that runs on another thread what its caller's thread carries, such as
 * the logging context, the user and the observation.
 */
@FunctionalInterface
public interface LoadContext {

	/** The other thread sees nothing of its caller's. */
	LoadContext NONE = (task) -> task;

	/**
	 * Captures the calling thread's context.
	 * @param task what is to run on another thread
	 * @return the same in that context, which is taken away afterwards
	 */
	Runnable captured(Runnable task);

}
