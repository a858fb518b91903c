package io.cacheaside.engine.log;

import java.util.concurrent.CompletionStage;

/** What a node does that finds entries of the log lost. */
@FunctionalInterface
public interface Recovery {

	/** Makes everything cold that any node holds: simple, and safe. */
	Recovery CLEAR_EVERYTHING = InvalidationLog::renew;

	/**
	 * Brings the log into a state in which nothing that the lost entries invalidated can
	 * be served. Repeated until it succeeds, on every node that sees the loss.
	 * @param log the log
	 * @param epoch the epoch in which entries were lost
	 * @return the log to go on with
	 */
	CompletionStage<LogState> recover(InvalidationLog log, long epoch);

}
