package io.cacheaside.engine.log;

import java.time.Duration;
import java.util.List;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.Position;

/**
 * An entry of the log that this node has applied.
 *
 * @param position where it stands
 * @param kind what it says
 * @param targets the first targets of an invalidation
 * @param count how many targets it has
 * @param own whether this node wrote it
 * @param age how long ago it was applied
 */
public record AppliedEntry(Position position, Kind kind, List<InvalidationTarget> targets, int count, boolean own,
		Duration age) {

	public AppliedEntry {
		targets = List.copyOf(targets);
	}

	/** What an entry says. */
	public enum Kind {

		/** Targets became invalid. */
		INVALIDATION,

		/** Markers are not needed any more. */
		SWEEP

	}

}
