package io.cacheaside.engine.log;

import java.util.List;

/**
 * What one exchange with the log showed, all of it at one moment.
 *
 * @param state the log
 * @param cursorKept whether the log still holds the very entry that was asked from
 * @param entries the entries after the one that was asked from, oldest first
 * @param complete whether these are all up to the end
 */
public record LogPage(LogState state, boolean cursorKept, List<LogEntry> entries, boolean complete) {

	public LogPage {
		entries = List.copyOf(entries);
	}

}
