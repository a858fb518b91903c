package io.cacheaside.engine.log;

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
