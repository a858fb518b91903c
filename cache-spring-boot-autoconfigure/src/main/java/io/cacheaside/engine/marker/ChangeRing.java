package io.cacheaside.engine.marker;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;

import org.jspecify.annotations.Nullable;

import io.cacheaside.Position;

/**
 * The last changes of one epoch, and how far back they reach. Whatever would need one
 * that is lost is answered with yes. Readers never wait, writers must hold a lock of
 * their caller.
 *
 * <p>
 * What is lost is noted before its place is used again, and readers ask for it after they
 * have gone through the places, so that they cannot miss both.
 */
final class ChangeRing {

	private final AtomicReferenceArray<@Nullable Change> changes;

	private final int mostTargets;

	private final Map<Position, Change> byPosition = new HashMap<>();

	private volatile long next;

	private volatile long lostSequence;

	private volatile Position lostPosition;

	private long oldest;

	private int targets;

	/**
	 * Creates an empty ring.
	 * @param capacity how many changes it keeps at most
	 * @param mostTargets how many targets they have together at most
	 * @param lostSequence the last version of which nothing is known
	 * @param lostPosition the last position of which nothing is known
	 */
	ChangeRing(int capacity, int mostTargets, long lostSequence, Position lostPosition) {
		this.changes = new AtomicReferenceArray<>(capacity);
		this.mostTargets = mostTargets;
		this.lostSequence = lostSequence;
		this.lostPosition = lostPosition;
	}

	/**
	 * Notes a change.
	 * @param sequence the version that is going to cover it, 0 if it counts no more
	 * @param position where it stands, null if that is not known
	 * @param marked what it names
	 */
	void add(long sequence, @Nullable Position position, Marked marked) {
		if (this.next - this.oldest == this.changes.length()) {
			loseOldest();
		}
		// What only becomes due has not changed.
		Change change = new Change(this.next, marked.hasStale() ? sequence : 0, position, marked);
		this.changes.set(place(change.index()), change);
		this.next = change.index() + 1;
		this.targets += marked.size();
		if (position != null) {
			this.byPosition.put(position, change);
		}
		while (this.targets > this.mostTargets) {
			loseOldest();
		}
	}

	private void loseOldest() {
		Change lost = this.changes.get(place(this.oldest));
		if (lost == null) {
			throw new IllegalStateException("no change " + this.oldest + " before " + this.next);
		}
		this.lostSequence = Math.max(this.lostSequence, lost.sequence());
		if (lost.position() != null) {
			losePosition(lost.position());
			this.byPosition.remove(lost.position(), lost);
		}
		this.changes.set(place(this.oldest), null);
		this.oldest++;
		this.targets -= lost.marked().size();
	}

	/**
	 * Notes that changes up to a position may be unknown.
	 * @param position the position
	 */
	void losePosition(Position position) {
		if (position.isNewerThan(this.lostPosition)) {
			this.lostPosition = position;
		}
	}

	/**
	 * Whether an invalidation is a change that is known.
	 * @param position where it stands
	 * @param marked what it names
	 * @return whether it is
	 */
	boolean contains(Position position, Marked marked) {
		Change known = this.byPosition.get(position);
		return known != null && known.marked().containsAll(marked);
	}

	/**
	 * Whether a change that made something stale and matches came after a version.
	 * @param subject what is asked about
	 * @param version the version
	 * @return whether one did, or may have
	 */
	boolean isChangedSince(Subject subject, long version) {
		for (long index = this.next - 1; index >= 0; index--) {
			Change change = this.changes.get(place(index));
			if (change == null || change.index() != index) {
				break;
			}
			if (change.sequence() == 0) {
				continue;
			}
			if (change.sequence() <= version) {
				return false;
			}
			if (change.marked().stale().matches(subject)) {
				return true;
			}
		}
		return this.lostSequence > version;
	}

	/**
	 * Whether a change that matches, of either kind, stands between two positions, both
	 * exclusive.
	 * @param subject what is asked about
	 * @param after the earlier position
	 * @param before the later position
	 * @return whether one does, or may
	 */
	boolean isMatchedBetween(Subject subject, Position after, Position before) {
		for (long index = this.next - 1; index >= 0; index--) {
			Change change = this.changes.get(place(index));
			if (change == null || change.index() != index) {
				break;
			}
			if (change.isBetween(after, before) && change.marked().matches(subject)) {
				return true;
			}
		}
		return this.lostPosition.isNewerThan(after);
	}

	private int place(long index) {
		return (int) (index % this.changes.length());
	}

}
