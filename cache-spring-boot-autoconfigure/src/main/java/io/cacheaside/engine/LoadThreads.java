package io.cacheaside.engine;

import java.util.concurrent.Executor;

/**
 * Where loaders run that their callers may leave behind.
 *
 * @param executor gives each task a thread at once; rejects all when the application
 * stops
 * @param maximum how many of them run at once on this node, 0 for any number. A caller
 * waits for a free one, a loader that calls another one never does.
 * @param context what loaders see of their callers' threads
 */
public record LoadThreads(Executor executor, int maximum, LoadContext context) {

	/**
	 * Any number of threads, on which loaders see nothing of their callers.
	 * @param executor gives each task a thread at once
	 * @return the threads
	 */
	public static LoadThreads of(Executor executor) {
		return new LoadThreads(executor, 0, LoadContext.NONE);
	}

}
