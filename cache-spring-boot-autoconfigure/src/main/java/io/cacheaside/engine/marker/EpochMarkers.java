package io.cacheaside.engine.marker;

import java.util.Optional;

import org.jspecify.annotations.Nullable;

import io.cacheaside.Position;

/**
 * The markers of one epoch: those that make stale, those that make due, and what changed
 * last. Both kinds share one bound: past it, the larger one is folded. Readers never
 * wait, writers must hold a lock of their caller.
 */
final class EpochMarkers {

	private static final int RECENT_CHANGES = 4_096;

	private static final int RECENT_TARGETS = 16_384;

	private final long epoch;

	private final int most;

	private final MarkerSet stale;

	private final MarkerSet due;

	private final ChangeRing changes;

	private Position newest;

	private long folds;

	/**
	 * Creates an empty set of markers.
	 * @param epoch the epoch
	 * @param most how many markers it holds at most
	 * @param hash of the texts
	 * @param version the last version of which nothing is known
	 * @param newest the last position of which nothing is known
	 */
	EpochMarkers(long epoch, int most, TextHash hash, long version, Position newest) {
		this.epoch = epoch;
		this.most = most;
		this.stale = new MarkerSet(hash);
		this.due = new MarkerSet(hash);
		this.newest = newest;
		this.changes = new ChangeRing(RECENT_CHANGES, RECENT_TARGETS, version, newest);
	}

	long epoch() {
		return this.epoch;
	}

	ChangeRing changes() {
		return this.changes;
	}

	boolean isStale(Subject subject, long entry) {
		return this.stale.isNewer(subject, entry);
	}

	boolean isMarked(Subject subject) {
		return this.stale.isMarked(subject);
	}

	boolean isDue(Subject subject, long entry) {
		return this.due.isNewer(subject, entry);
	}

	Explanation.@Nullable Match findStale(Subject subject, long entry) {
		return this.stale.find(subject, entry);
	}

	Explanation.@Nullable Match findDue(Subject subject, long entry) {
		return this.due.find(subject, entry);
	}

	/**
	 * Puts markers, and folds if there are too many then.
	 * @param marked what became invalid
	 * @param position where in the log
	 * @return whether anything of it was not known, be it older than what was
	 */
	boolean put(Marked marked, Position position) {
		long packed = Packed.marker(position);
		// What was rounded may look like another one that is known.
		boolean added = !Packed.isExact(position);
		added |= this.stale.put(marked.stale(), packed);
		added |= this.due.put(marked.due(), packed);
		this.newest = position.isNewerThan(this.newest) ? position : this.newest;
		fold();
		return added;
	}

	void raiseFloor(Position position) {
		this.newest = position.isNewerThan(this.newest) ? position : this.newest;
		this.changes.losePosition(position);
		this.stale.raiseFloor(Packed.marker(position));
	}

	private void fold() {
		this.folds += this.stale.foldGlobs(this.most) + this.due.foldGlobs(this.most);
		while (this.stale.size() + this.due.size() > this.most) {
			((this.stale.size() < this.due.size()) ? this.due : this.stale).foldMostNumerous();
			this.folds++;
		}
	}

	/**
	 * Forgets markers. A position of another epoch is before all of them.
	 * @param keys the newest position of key markers to forget
	 * @param others the newest position of other markers to forget
	 */
	void drop(Position keys, Position others) {
		this.stale.drop(bound(keys), bound(others));
		this.due.drop(bound(keys), bound(others));
	}

	private long bound(Position position) {
		return (position.epoch() == this.epoch) ? Packed.entry(position) : Packed.NONE;
	}

	Position newest() {
		return this.newest;
	}

	long folds() {
		return this.folds;
	}

	/**
	 * How full they are, both kinds together.
	 * @param barriers how many barriers stand
	 * @param foldsBefore how often markers of other epochs were folded
	 * @return the counts
	 */
	MarkerCounts counts(long barriers, long foldsBefore) {
		return this.stale.counts(this.epoch)
			.and(this.due.counts(this.epoch))
			.and(new MarkerCounts(0, 0, 0, 0, barriers, foldsBefore + this.folds, Optional.empty()));
	}

	/**
	 * What the tables take.
	 * @return the bytes of their arrays
	 */
	long bytes() {
		return this.stale.bytes() + this.due.bytes();
	}

}
