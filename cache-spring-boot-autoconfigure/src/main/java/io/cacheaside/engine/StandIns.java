package io.cacheaside.engine;

import java.util.Objects;

import org.jspecify.annotations.Nullable;

import io.cacheaside.engine.Flight.Landing;
import io.cacheaside.engine.RegionReader.Found;
import io.cacheaside.engine.marker.Subject;

/**
 * Values past their time that stand in for what a loader did not give. What was
 * invalidated never does: neither before it was read, nor since, nor by the caller's own
 * transaction; and nothing does on a node that cannot prove to be current.
 */
final class StandIns {

	private final RegionParts parts;

	StandIns(RegionParts parts) {
		this.parts = parts;
	}

	/**
	 * Whether there is a value that may stand in now.
	 * @param found what the read before the load gave
	 * @param start what was captured before that read
	 */
	boolean mayServe(Found found, LoadStart start) {
		return standIn(found) != null && isCurrent() && isUntouched(found.subject(), start);
	}

	/**
	 * The value that stands in.
	 */
	static Landing landing(Found found) {
		return new Landing(Objects.requireNonNull(standIn(found)).value(), found.subject(), found.lookup(), true);
	}

	static Lookup.@Nullable Hit standIn(Found found) {
		return (found.timing().standsIn() && found.lookup() instanceof Lookup.Miss miss) ? miss.beside() : null;
	}

	private boolean isUntouched(Subject subject, LoadStart start) {
		Coherence coherence = this.parts.coherence();
		return coherence.index().drops() == start.drops() && !coherence.index().isChangedSince(subject, start.version())
				&& !coherence.transactions().hides(subject);
	}

	/** The load may have taken long. */
	private boolean isCurrent() {
		Coherence coherence = this.parts.coherence();
		return coherence.follower().trustsRemote(coherence.nanoClock().getAsLong())
				|| Await.await(coherence.follower().catchUp().handle((done, failure) -> failure == null));
	}

}
