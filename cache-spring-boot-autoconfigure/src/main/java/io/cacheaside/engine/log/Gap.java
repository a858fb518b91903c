package io.cacheaside.engine.log;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Why a node cannot go on from the entry that it applied last. Nothing cached is trusted
 * until it has reloaded.
 */
public enum Gap {

	/** There is no log, or its parts do not belong together. */
	NO_LOG,

	/** The log has another epoch. */
	OTHER_EPOCH,

	/** The log lost entries that it should still have, as in a failover. */
	LOST_ENTRIES,

	/** The log was trimmed by age past where this node is. */
	TRIMMED;

	/**
	 * Looks for a gap between an entry and what follows it.
	 * <ol>
	 * <li>The log must be of the same epoch, and not end before the entry.</li>
	 * <li>Each entry must name the one before it, nonce included, beginning with the one
	 * asked from.</li>
	 * <li>Where the entry asked from is gone, this must be because of its age: otherwise
	 * the log lost it. What follows must be newer than it.</li>
	 * </ol>
	 * @param from the entry asked from
	 * @param answer what the log answered
	 * @param retention how long the log keeps its entries
	 * @return the gap, or empty if everything after the entry is there
	 */
	static Optional<Gap> between(LogCursor from, Optional<LogPage> answer, Duration retention) {
		if (answer.isEmpty()) {
			return Optional.of(NO_LOG);
		}
		LogPage page = answer.get();
		LogState state = page.state();
		if (state.epoch() != from.position().epoch()) {
			return Optional.of(OTHER_EPOCH);
		}
		boolean intact = isChain(from, page.entries()) && (!page.entries().isEmpty() || state.end().equals(from));
		if (page.cursorKept()) {
			return intact ? Optional.empty() : Optional.of(LOST_ENTRIES);
		}
		// A tenth less, since the server's clock may have been set back.
		long kept = retention.toMillis() - retention.toMillis() / 10;
		boolean trimmable = from.position().millis() < state.serverMillis() - kept;
		if (!trimmable || page.entries().isEmpty()) {
			return Optional.of(LOST_ENTRIES);
		}
		if (intact) {
			return Optional.empty();
		}
		LogCursor before = page.entries().get(0).previous();
		boolean later = before.position().epoch() == state.epoch() && before.position().isNewerThan(from.position());
		return Optional.of(later ? TRIMMED : LOST_ENTRIES);
	}

	private static boolean isChain(LogCursor from, List<LogEntry> entries) {
		LogCursor last = from;
		for (LogEntry entry : entries) {
			if (!entry.previous().equals(last)) {
				return false;
			}
			last = entry.cursor();
		}
		return true;
	}

}
