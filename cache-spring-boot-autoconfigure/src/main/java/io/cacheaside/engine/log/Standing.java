package io.cacheaside.engine.log;

/**
 * Where a follower is. Immutable, so that all of it is read at once.
 *
 * @param applied the last entry applied
 * @param generation counts the loads of the log; what was asked in an earlier one is void
 * @param loading whether the log is being loaded
 */
record Standing(LogCursor applied, long generation, boolean loading) {

	static final Standing START = new Standing(LogCursor.NONE, 0, true);

	Standing at(LogCursor cursor) {
		return new Standing(cursor, this.generation, this.loading);
	}

	Standing beginningToLoad() {
		return new Standing(this.applied, this.generation + 1, true);
	}

	Standing loaded(LogCursor end) {
		return new Standing(end, this.generation, false);
	}

}
