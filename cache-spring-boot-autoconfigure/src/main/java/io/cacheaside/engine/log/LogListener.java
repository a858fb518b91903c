package io.cacheaside.engine.log;

import io.cacheaside.Position;

/**
 * Hears what a follower of the log does. Called on the threads that do the work, so it
 * must be quick and must not throw.
 */
public interface LogListener {

	/** Hears nothing. */
	LogListener NONE = new LogListener() {
	};

	/**
	 * This node cannot go on from where it was; until it is loaded it trusts nothing.
	 * @param gap why
	 */
	default void gapFound(Gap gap) {
	}

	/**
	 * The log was loaded, at the start or after a gap.
	 * @param state the log
	 * @param newEpoch whether its epoch is another one than before, so that everything
	 * cached is cold
	 */
	default void loaded(LogState state, boolean newEpoch) {
	}

	/**
	 * This node has appended an entry. It may have applied it before, when it read the
	 * log, or applies it now.
	 * @param appended where it stands
	 */
	default void appended(Appended appended) {
	}

	/**
	 * An entry that came by the log is in force on this node, whoever appended it; told
	 * in the order of the log, under its lock. What is read while the log is loaded is
	 * not told.
	 * @param entry the entry
	 */
	default void applied(LogEntry entry) {
	}

	/**
	 * An entry of this node is in force by the answer to its append, and so will not come
	 * by the log. Unless told otherwise, it counts as any other.
	 * @param entry the entry
	 * @param nanos how long that took since it was sent
	 */
	default void appliedOwn(LogEntry entry, long nanos) {
		applied(entry);
	}

	/**
	 * An entry could not be read, and more was invalidated in its place.
	 * @param problem what could not be read
	 */
	default void unreadable(String problem) {
	}

	/**
	 * The log could not be asked; it is tried again.
	 * @param failure why
	 */
	default void failed(Throwable failure) {
	}

}
