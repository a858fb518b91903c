package io.cacheaside.engine.log;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.Position;

/**
 * The ordered log of invalidations that all nodes share, with the newest marker of each
 * tag, pattern and cache beside it. Every call returns at once; its stage completes when
 * the server has answered, in bounded time, and fails if there is no connection, no
 * answer, or a server that is no master or accepts no writes. Stages complete on a thread
 * of the driver, which must not be blocked. Safe for use by many threads.
 */
public interface InvalidationLog {

	/**
	 * Appends one entry and notes its markers, in one step. Where there is no log, or an
	 * inconsistent one, a new one with a new epoch is begun first.
	 * @param targets what became invalid, as one entry however many there are; none at
	 * all gives an entry that only shows that the log accepts writes
	 * @return where the entry stands
	 */
	CompletionStage<Appended> append(List<InvalidationTarget> targets);

	/**
	 * Begins a log with a new epoch where there is none, or an inconsistent one.
	 * @return the log
	 */
	CompletionStage<LogState> open();

	/**
	 * Begins a new epoch, so that everything cached is cold, unless another node did.
	 * @param expected the epoch that is given up
	 * @return the log, whose epoch may be one that another node began
	 */
	CompletionStage<LogState> renew(long expected);

	/**
	 * Reads what follows an entry, and how the log stands, in one exchange.
	 * @param after the last entry known
	 * @return what follows, as many entries as fit a page; empty if there is no
	 * consistent log
	 */
	CompletionStage<Optional<LogPage>> read(LogCursor after);

	/**
	 * Waits until an entry follows another, on a connection of its own.
	 * @param after the last entry known
	 * @param limit the longest wait
	 * @return the entries, empty if none came; they show nothing about what is between
	 */
	CompletionStage<List<LogEntry>> await(LogCursor after, Duration limit);

	/**
	 * Reads all markers of tags, patterns and caches, page by page. What is noted
	 * meanwhile may or may not be among them.
	 * @param page takes a page
	 * @return completes when all were given
	 */
	CompletionStage<Void> markers(Consumer<? super List<Marker>> page);

	/**
	 * Reads a part of the log, page by page, oldest first.
	 * @param after where to begin, exclusive
	 * @param upTo where to end, inclusive
	 * @param page takes a page
	 * @return completes when all were given
	 */
	CompletionStage<Void> replay(Position after, Position upTo, Consumer<? super List<LogEntry>> page);

	/**
	 * Announces that markers are not needed any more, and notes it.
	 * @param swept which
	 * @return where the announcement stands; fails if the epoch is another one
	 */
	CompletionStage<Appended> announce(LogEntry.Swept swept);

	/**
	 * Forgets markers that are not needed any more, each unless it has changed.
	 * @param markers the markers
	 * @return how many were forgotten
	 */
	CompletionStage<Long> forget(List<Marker> markers);

	/**
	 * Elects one node for a while.
	 * @param node names this node, the same at each call
	 * @param term how long the election holds; asked again in time, it is prolonged
	 * @return whether this node is the elected one
	 */
	CompletionStage<Boolean> elect(String node, Duration term);

	/**
	 * The clock that positions are told by, as this node knows it: a figure, on which
	 * nothing depends. Costs next to nothing.
	 * @return milliseconds, late by a round trip at most; empty if it is not known
	 */
	default OptionalLong serverMillis() {
		return OptionalLong.empty();
	}

}
