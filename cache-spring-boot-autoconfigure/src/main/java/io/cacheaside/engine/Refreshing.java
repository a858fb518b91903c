package io.cacheaside.engine;

import java.util.concurrent.CompletionStage;

import org.jspecify.annotations.Nullable;

/**
 * Loads a value that is due anew, in the background and in the context of the caller who
 * met it.
 */
@FunctionalInterface
public interface Refreshing {

	/** There is nobody who could load the value anew. */
	Refreshing NONE = (refresh) -> null;

	/**
	 * The caller loads what is missing, but its call cannot be carried out again. So for
	 * it what is due since a soft invalidation is missing: nobody else may ever load it.
	 */
	Refreshing IMPOSSIBLE = (refresh) -> null;

	/**
	 * Loads the value, if its lease can be had.
	 * @param refresh what it is part of
	 * @return completes when it has ended; {@code null} if it has ended already
	 * @throws Throwable whatever the source throws; the value stays, and rests
	 */
	@Nullable CompletionStage<?> run(Refresh refresh) throws Throwable;

}
