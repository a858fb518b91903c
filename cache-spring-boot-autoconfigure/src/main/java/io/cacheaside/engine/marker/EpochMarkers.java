package io.cacheaside.engine.marker;

import java.util.List;
import java.util.Optional;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.Position;
import io.cacheaside.key.GlobPattern;

/**
 * The markers of one epoch. Readers never wait, writers must hold a lock of their caller.
 *
 * <p>
 * Markers are only ever folded from finer ones into coarser ones, in the order keys and
 * tags, patterns, prefixes, floor; the coarser one is put before the finer one is
 * forgotten. Readers look in the same order, so that what moves cannot slip past them.
 */
final class EpochMarkers {

	private static final int MOST_TOUCHES = 65_536;

	private static final int RECENT_CHANGES = 4_096;

	private static final int RECENT_TARGETS = 16_384;

	private final long epoch;

	private final int most;

	private final KeyMarkers keys;

	private final PositionTable tags = new PositionTable((known, added) -> known);

	private final GlobMarkers globs = new GlobMarkers();

	private final PrefixMarkers prefixes;

	private final Floor floor = new Floor();

	private final CacheTouches touches;

	private final TextHash hash;

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
		this.hash = hash;
		this.keys = new KeyMarkers(hash);
		this.prefixes = new PrefixMarkers(hash);
		this.touches = new CacheTouches(hash, MOST_TOUCHES);
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
		if (isKeyStale(subject.logicalKey(), 0, entry)) {
			return true;
		}
		List<String> subjectTags = subject.tags();
		for (int i = 0; i < subjectTags.size(); i++) {
			if (isTagStale(subjectTags.get(i), entry)) {
				return true;
			}
		}
		return Packed.isNewer(this.floor.packed(), entry);
	}

	private boolean isKeyStale(String text, int from, long entry) {
		return Packed.isNewer(this.keys.get(text, from), entry) || this.globs.isKeyStale(text, from, entry)
				|| this.prefixes.isStale(text, from, TextHash.END, entry);
	}

	private boolean isTagStale(String tag, long entry) {
		if (Packed.isNewer(this.tags.get(this.hash.of(tag, 0)), entry)) {
			return true;
		}
		return switch (Dependency.of(tag)) {
			case NONE -> false;
			case KEY -> isKeyStale(tag, Dependency.MARK_LENGTH, entry);
			case CACHE -> this.touches.isStale(tag, Dependency.MARK_LENGTH, entry)
					|| this.globs.isCacheStale(Dependency.name(tag), entry)
					|| this.prefixes.isStale(tag, Dependency.MARK_LENGTH, ':', entry);
			case UNKNOWN -> true;
		};
	}

	/**
	 * Puts markers, and folds if there are too many then.
	 * @param targets what became invalid
	 * @param position where in the log
	 * @return whether anything of it was not known, be it older than what was
	 */
	boolean put(Targets targets, Position position) {
		long packed = Packed.marker(position);
		// What was rounded may look like another one that is known.
		boolean added = !Packed.isExact(position);
		for (InvalidationTarget.Key key : targets.keys()) {
			added |= this.keys.put(key.cacheName(), key.logicalKey(), packed) != 0;
			this.touches.touchByKey(key.cacheName(), packed);
		}
		for (String tag : targets.tags()) {
			added |= this.tags.put(this.hash.of(tag, 0), 0, packed) != 0;
		}
		for (GlobPattern glob : targets.globs()) {
			added |= this.globs.put(glob, packed) != 0;
			this.touches.touchByPrefix(glob.literalPrefix(), packed);
		}
		for (String prefix : targets.prefixes()) {
			added |= this.prefixes.put(prefix, packed) != 0;
			this.touches.touchByPrefix(prefix, packed);
		}
		for (String literal : targets.literals()) {
			added |= this.prefixes.putLiteral(literal, packed) != 0;
			this.touches.touchByPrefix(literal, packed);
		}
		this.newest = position.isNewerThan(this.newest) ? position : this.newest;
		fold();
		return added;
	}

	void raiseFloor(Position position) {
		this.newest = position.isNewerThan(this.newest) ? position : this.newest;
		this.changes.losePosition(position);
		this.floor.raise(Packed.marker(position), false);
	}

	private void fold() {
		while (this.globs.size() > Math.min(this.most, GlobMarkers.MOST)) {
			this.globs.fold(this.prefixes, this.floor);
			this.folds++;
		}
		while (size() > this.most) {
			foldMostNumerous();
			this.folds++;
		}
	}

	private void foldMostNumerous() {
		int largest = Math.max(Math.max(this.keys.size(), this.tags.size()),
				Math.max(this.prefixes.size(), this.globs.size()));
		if (this.keys.size() == largest) {
			this.keys.fold(this.prefixes, this.floor);
		}
		else if (this.tags.size() == largest) {
			long cut = this.tags.median();
			this.floor.raise(cut, false);
			this.tags.removeIf((owner, packed) -> !Packed.isNewer(packed, cut));
		}
		else if (this.prefixes.size() == largest) {
			this.prefixes.fold(this.floor);
		}
		else {
			this.globs.fold(this.prefixes, this.floor);
		}
	}

	/**
	 * Forgets markers.
	 * @param upToKeys the newest position of key markers to forget
	 * @param upToOthers the newest position of other markers to forget
	 */
	void drop(long upToKeys, long upToOthers) {
		this.keys.drop(upToKeys);
		this.tags.removeIf((owner, packed) -> !Packed.isNewer(packed, upToOthers));
		this.globs.drop(upToOthers);
		this.prefixes.drop(Packed.isNewer(upToKeys, upToOthers) ? upToOthers : upToKeys, upToOthers);
		this.floor.drop(upToKeys, upToOthers);
		this.touches.drop(upToKeys, upToOthers);
	}

	Position newest() {
		return this.newest;
	}

	long folds() {
		return this.folds;
	}

	private int size() {
		return this.keys.size() + this.tags.size() + this.prefixes.size() + this.globs.size();
	}

	/**
	 * How full they are.
	 * @param barriers how many barriers stand
	 * @param foldsBefore how often markers of other epochs were folded
	 * @return the counts
	 */
	MarkerCounts counts(long barriers, long foldsBefore) {
		long at = this.floor.packed();
		return new MarkerCounts(this.keys.size(), this.tags.size(), this.prefixes.size(), this.globs.size(), barriers,
				foldsBefore + this.folds,
				(at != Packed.NONE) ? Optional.of(Packed.unpack(this.epoch, at)) : Optional.empty());
	}

	/**
	 * What the tables take.
	 * @return the bytes of their arrays
	 */
	long bytes() {
		return this.keys.bytes() + this.tags.bytes() + this.prefixes.bytes() + this.touches.bytes();
	}

}
