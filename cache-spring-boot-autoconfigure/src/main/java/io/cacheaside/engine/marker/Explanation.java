package io.cacheaside.engine.marker;

import java.util.Optional;

import org.jspecify.annotations.Nullable;

import io.cacheaside.Position;
import io.cacheaside.engine.marker.Outdated.Cause;

/**
 * Looks for what makes entries stale or due, in the order in which readers do, and says
 * what it found.
 *
 * @param barriers the barriers of what is stale
 * @param softBarriers the barriers of what is due
 * @param markers the markers
 */
record Explanation(Barriers barriers, Barriers softBarriers, EpochMarkers markers) {

	Optional<Outdated> of(Subject subject, Position position) {
		if (this.barriers.match(subject)) {
			return Optional.of(Outdated.of(Cause.BARRIER, false));
		}
		if (position.epoch() != this.markers.epoch()) {
			return Optional.of(Outdated.of(Cause.EPOCH, false));
		}
		long entry = Packed.entry(position);
		Match stale = this.markers.findStale(subject, entry);
		if (stale != null) {
			return Optional.of(outdated(stale, false));
		}
		if (this.softBarriers.match(subject)) {
			return Optional.of(Outdated.of(Cause.BARRIER, true));
		}
		return Optional.ofNullable(this.markers.findDue(subject, entry)).map((due) -> outdated(due, true));
	}

	private Outdated outdated(Match match, boolean softly) {
		Position marker = (match.packed() != Packed.NONE) ? Packed.unpack(this.markers.epoch(), match.packed()) : null;
		return new Outdated(match.cause(), softly, match.name(), match.through(), marker);
	}

	/**
	 * A marker that matches.
	 *
	 * @param cause its kind
	 * @param name what it is of
	 * @param through what the value was built from, if that is matched
	 * @param packed the packed position, {@link Packed#NONE} for none
	 */
	record Match(Cause cause, String name, @Nullable String through, long packed) {

		Match(Cause cause, String name, long packed) {
			this(cause, name, null, packed);
		}

		Match through(String other) {
			return new Match(this.cause, this.name, other, this.packed);
		}

	}

}
