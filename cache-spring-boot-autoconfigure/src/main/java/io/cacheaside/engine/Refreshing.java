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
	 * Loads the value, if its lease can be had.
	 * @param refresh what it is part of
	 * @return completes when it has ended; {@code null} if it has ended already
	 * @throws Throwable whatever the source throws; the value stays, and rests
	 */
	@Nullable CompletionStage<?> run(Refresh refresh) throws Throwable;

}
