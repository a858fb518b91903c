package io.cacheaside.engine.marker;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.Position;

/**
 * The newest position at which each target was invalidated, as far as this node knows: to
 * be stale from then on, or softly, to be due. Positions of another epoch than its own
 * are stale to it, always. Safe for use by many threads: readers never wait, writers wait
 * for one another.
 *
 * <p>
 * Where it cannot tell, it answers with stale, due or changed: texts are kept as hashes,
 * so that two of one hash share the newer marker; past a number of markers the older half
 * of the most numerous kind is folded into coarser ones; of the changes only the last
 * ones are kept.
 *
 * <p>
 * Order of things: (1) a writer puts markers and changes, (2) it moves the version, so
 * that whoever sees a version sees all that it covers; (3) a barrier is lowered after its
 * markers are put, and readers ask for barriers first, so that there is no moment with
 * neither; (4) markers of an epoch are one object, which a reader takes once.
 */
public final class MarkerIndex {

	private final ReentrantLock lock = new ReentrantLock();

	private final int maximumMarkers;

	private final TextHash hash;

	private final Barriers barriers = new Barriers();

	private final Barriers softBarriers = new Barriers();

	private long standing;

	private volatile EpochMarkers markers;

	private volatile long version = 1;

	private volatile long softVersion;

	private volatile long drops;

	private long foldsBefore;

	/**
	 * Creates an empty index.
	 * @param maximumMarkers how many markers it holds before the oldest are folded into
	 * coarser ones
	 */
	public MarkerIndex(int maximumMarkers) {
		this(maximumMarkers, 0);
	}

	/**
	 * Creates an empty index whose hashes cannot be guessed.
	 * @param maximumMarkers how many markers it holds before the oldest are folded into
	 * coarser ones
	 * @param seed a random number
	 */
	public MarkerIndex(int maximumMarkers, long seed) {
		this(maximumMarkers, new TextHash(seed));
	}

	MarkerIndex(int maximumMarkers, TextHash hash) {
		if (maximumMarkers < 1) {
			throw new IllegalArgumentException("an index of markers must hold at least one, not " + maximumMarkers);
		}
		this.maximumMarkers = maximumMarkers;
		this.hash = hash;
		this.markers = new EpochMarkers(0, maximumMarkers, hash, 0, Position.NONE);
	}

	/**
	 * Changes with everything that can make an entry stale or due, after it can be seen.
	 * @return the version; grows
	 */
	public long version() {
		return this.version;
	}

	/**
	 * Changes with everything that can make an entry due, after it can be seen and before
	 * {@link #version()} does.
	 * @return the version; grows, 0 if nothing ever was due
	 */
	public long softVersion() {
		return this.softVersion;
	}

	/**
	 * How often markers were dropped, so that what was read before can no longer be
	 * checked.
	 * @return the count; grows
	 */
	public long drops() {
		return this.drops;
	}

	/**
	 * The epoch that the positions of this index belong to.
	 * @return the epoch
	 */
	public long epoch() {
		return this.markers.epoch();
	}

	/**
	 * Whether an entry is older than what is known: a marker that matches is strictly
	 * newer, a barrier stands, or the position is of another epoch.
	 * @param subject what the entry is
	 * @param position the position at which its load began
	 * @return whether it must not be used
	 */
	public boolean isStale(Subject subject, Position position) {
		if (this.barriers.match(subject)) {
			return true;
		}
		EpochMarkers known = this.markers;
		return position.epoch() != known.epoch() || known.isStale(subject, Packed.entry(position));
	}

	/**
	 * Whether an invalidation that matches is remembered for itself, be it under way,
	 * soft ones not included. For figures, since it forgets what was folded or dropped.
	 * @param subject what is asked about
	 * @return whether there is one
	 */
	public boolean isMarked(Subject subject) {
		return this.barriers.match(subject) || this.markers.isMarked(subject);
	}

	/**
	 * Whether an entry that is not stale was invalidated softly since its load began: a
	 * soft marker that matches is strictly newer, or a soft barrier stands.
	 * @param subject what the entry is
	 * @param position the position at which its load began
	 * @return whether it is to be loaded anew
	 */
	public boolean isDue(Subject subject, Position position) {
		if (this.softVersion == 0) {
			return false;
		}
		if (this.softBarriers.match(subject)) {
			return true;
		}
		EpochMarkers known = this.markers;
		return position.epoch() == known.epoch() && known.isDue(subject, Packed.entry(position));
	}

	/**
	 * Why an entry is stale, or else due: off every path that is in a hurry.
	 * @param subject what the entry is
	 * @param position the position at which its load began
	 * @return the first reason that is found, empty if it is neither
	 */
	public Optional<Outdated> explain(Subject subject, Position position) {
		return new Explanation(this.barriers, this.softBarriers, this.markers).of(subject, position);
	}

	/**
	 * Whether a matching marker or barrier became known after a version, soft ones not
	 * included; also if that can no longer be told. An own invalidation counts from when
	 * its barrier was raised.
	 * @param subject what is asked about
	 * @param version a version of this index
	 * @return whether something changed for it
	 */
	public boolean isChangedSince(Subject subject, long version) {
		return this.version != version && this.markers.changes().isChangedSince(subject, version);
	}

	/**
	 * Whether a matching invalidation, be it a soft one, lies between two positions, both
	 * exclusive; also if that can no longer be told. Only meaningful for what has been
	 * applied in order up to the second one. A barrier has no position, so it does not
	 * count.
	 * @param subject what is asked about
	 * @param after the earlier position
	 * @param before the later position
	 * @return whether there may be one
	 */
	public boolean isMatchedBetween(Subject subject, Position after, Position before) {
		EpochMarkers known = this.markers;
		return after.epoch() != known.epoch() || before.epoch() != known.epoch()
				|| known.changes().isMatchedBetween(subject, after, before);
	}

	/**
	 * Adds the markers of one invalidation, unless newer ones are known. What is already
	 * known from the same position changes nothing; what is known from a newer position
	 * only is a change like any other, since what lies between two positions depends on
	 * it.
	 * @param targets what became invalid
	 * @param position where in the log; of another epoch than the index's, it is ignored
	 */
	public void add(List<InvalidationTarget> targets, Position position) {
		add(Marked.of(targets), position, false);
	}

	/**
	 * Adds the markers of an invalidation that this node appended itself, while its
	 * barrier stands. It counts from when that was raised; without a barrier of the same
	 * targets this is the same as {@link #add(List, Position)}.
	 * @param targets what became invalid, as it was given to {@link #raise(List)}
	 * @param position where in the log; of another epoch than the index's, it is ignored
	 */
	public void addOwn(List<InvalidationTarget> targets, Position position) {
		add(Marked.of(targets), position, true);
	}

	private void add(Marked marked, Position position, boolean isOwn) {
		this.lock.lock();
		try {
			EpochMarkers known = this.markers;
			if (position.epoch() != known.epoch() || known.changes().contains(position, marked)) {
				return;
			}
			if (isOwn && this.barriers.stands(marked.stale()) && this.softBarriers.stands(marked.due())) {
				merge(marked, position);
				return;
			}
			long folds = known.folds();
			if (known.put(marked, position)) {
				known.changes().add(this.version + 1, position, marked);
				publish(marked.hasDue() || known.folds() != folds);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Puts markers that count from when their barrier was raised.
	 * @param marked what became invalid
	 * @param position where in the log
	 */
	private void merge(Marked marked, Position position) {
		EpochMarkers known = this.markers;
		if (position.epoch() != known.epoch() || known.changes().contains(position, marked)) {
			return;
		}
		long folds = known.folds();
		known.put(marked, position);
		known.changes().add(0, position, marked);
		if (known.folds() != folds) {
			publish(true);
		}
	}

	private void publish(boolean isSoft) {
		if (isSoft) {
			this.softVersion++;
		}
		this.version++;
	}

	/**
	 * Raises a barrier.
	 * @param targets what is being invalidated
	 * @return the barrier, which stands until it is lowered
	 */
	public Barrier raise(List<InvalidationTarget> targets) {
		Marked marked = Marked.of(targets);
		this.lock.lock();
		try {
			this.standing++;
			this.barriers.raise(marked.stale());
			this.softBarriers.raise(marked.due());
			this.markers.changes().add(this.version + 1, null, marked);
			publish(marked.hasDue());
			AtomicBoolean lowered = new AtomicBoolean();
			return (position) -> lower(marked, lowered, position);
		}
		finally {
			this.lock.unlock();
		}
	}

	private void lower(Marked marked, AtomicBoolean lowered, Position position) {
		this.lock.lock();
		try {
			if (lowered.compareAndSet(false, true)) {
				merge(marked, position);
				this.barriers.lower(marked.stale());
				this.softBarriers.lower(marked.due());
				this.standing--;
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Makes every entry older than a position stale. Whatever was invalidated before it
	 * counts as unknown, and everything as changed.
	 * @param position the position; ignored if of another epoch
	 */
	public void raiseFloor(Position position) {
		this.lock.lock();
		try {
			EpochMarkers known = this.markers;
			if (position.epoch() == known.epoch()) {
				known.raiseFloor(position);
				long next = this.version + 1;
				known.changes().add(next, position, Marked.ALL);
				this.version = next;
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Forgets all markers, not the barriers, and begins with another epoch, or anew with
	 * the same one. Counts as a drop, and as a change of everything.
	 * @param epoch the epoch
	 */
	public void reset(long epoch) {
		this.lock.lock();
		try {
			this.drops++;
			EpochMarkers old = this.markers;
			this.foldsBefore += old.folds();
			long next = this.version + 1;
			Position newest = (old.epoch() == epoch) ? old.newest() : new Position(epoch, 0, 0);
			this.markers = new EpochMarkers(epoch, this.maximumMarkers, this.hash, next, newest);
			this.version = next;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Forgets markers that nothing stored can match any more: first moves the count of
	 * drops, then forgets. A position of another epoch than the index's is ignored.
	 * @param keys the newest position of key markers to forget
	 * @param others the newest position of other markers to forget
	 */
	public void drop(Position keys, Position others) {
		this.lock.lock();
		try {
			EpochMarkers known = this.markers;
			if (keys.epoch() != known.epoch() && others.epoch() != known.epoch()) {
				return;
			}
			this.drops++;
			known.drop(keys, others);
			this.version++;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * How full it is.
	 * @return the counts
	 */
	public MarkerCounts counts() {
		this.lock.lock();
		try {
			return this.markers.counts(this.standing, this.foldsBefore);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * What its tables take.
	 * @return the bytes of their arrays
	 */
	long bytes() {
		this.lock.lock();
		try {
			return this.markers.bytes();
		}
		finally {
			this.lock.unlock();
		}
	}

}
