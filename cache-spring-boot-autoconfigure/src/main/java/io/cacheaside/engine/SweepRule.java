package io.cacheaside.engine;

import java.util.function.Predicate;

/**
 * What a sweep does with the entries that it meets. Runs on any thread.
 */
@FunctionalInterface
public interface SweepRule {

	/**
	 * Decides about an entry by its header.
	 * @param entry the entry
	 * @return what to do
	 */
	Verdict judge(StoredEntry entry);

	/**
	 * Told when a walk over everything begins, and again if it has to begin anew: what
	 * was met before is met again.
	 */
	default void begins() {
	}

	/**
	 * Asked before each page of a walk over everything.
	 * @return whether it is to fail now, and not to begin anew
	 */
	default boolean isOver() {
		return false;
	}

	/**
	 * Removes what a test selects, and keeps the rest.
	 * @param selected selects
	 * @return the rule
	 */
	static SweepRule removing(Predicate<? super StoredEntry> selected) {
		return (entry) -> selected.test(entry) ? Verdict.REMOVE : Verdict.KEEP;
	}

	/** What becomes of an entry. */
	enum Verdict {

		/** It stays as it is. */
		KEEP,

		/** It stays, and its header says from now on that it should be loaded anew. */
		MAKE_DUE,

		/** It goes, unless it has changed since it was looked at. */
		REMOVE

	}

}
