package io.cacheaside.engine;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import io.cacheaside.Position;
import io.cacheaside.codec.Entry;
import io.cacheaside.engine.marker.Outdated;
import io.cacheaside.engine.marker.Subject;
import io.cacheaside.key.CacheKey;

/**
 * One entry as a node finds it.
 *
 * @param key its key
 * @param remote what the remote tier has
 * @param local what this process has; of a key that callers spell in several ways more
 * than one
 */
public record InspectedEntry(CacheKey key, Slot remote, List<Local> local) {

	public InspectedEntry {
		local = List.copyOf(local);
	}

	/** What a slot of the remote tier holds. */
	public sealed interface Slot {

	}

	/** Nothing. */
	public record Empty() implements Slot {
	}

	/**
	 * It cannot be told.
	 *
	 * @param problem why not
	 */
	public record Unknown(String problem) implements Slot {
	}

	/**
	 * Bytes that are no entry for this key which this version can read.
	 *
	 * @param bytes how many
	 */
	public record Unreadable(int bytes) implements Slot {
	}

	/**
	 * An entry, or a lease alone.
	 *
	 * @param entry the entry
	 * @param serverMillis the clock of its server, as far as it is known
	 * @param outdated why it must not be used or is due, empty if it is neither
	 */
	public record Held(Entry entry, OptionalLong serverMillis, Optional<Outdated> outdated) implements Slot {
	}

	/**
	 * A value in this process.
	 *
	 * @param subject its key and tags
	 * @param position the position at which its load began
	 * @param remaining how long it is kept from now on, negative if its time is over
	 * @param due whether the next call loads it anew
	 * @param bytes the size of the encoded entry
	 * @param outdated why it must not be used or is due, empty if it is neither
	 */
	public record Local(Subject subject, Position position, Duration remaining, boolean due, int bytes,
			Optional<Outdated> outdated) {
	}

}
