package io.cacheaside.engine.marker;

import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.Position;
import io.cacheaside.engine.marker.Explanation.Match;
import io.cacheaside.engine.marker.Outdated.Cause;
import io.cacheaside.key.GlobPattern;

/**
 * The markers of one epoch and one kind: those that make stale, or those that make due.
 * Readers never wait, writers must hold a lock of their caller.
 *
 * <p>
 * Markers are only ever folded from finer ones into coarser ones, in the order keys and
 * tags, patterns, prefixes, floor; the coarser one is put before the finer one is
 * forgotten. Readers look in the same order, so that what moves cannot slip past them.
 */
final class MarkerSet {

	private static final int MOST_TOUCHES = 65_536;

	private final KeyMarkers keys;

	private final PositionTable tags = new PositionTable((known, added) -> known);

	private final GlobMarkers globs = new GlobMarkers();

	private final PrefixMarkers prefixes;

	private final Floor floor = new Floor();

	private final CacheTouches touches;

	private final TextHash hash;

	MarkerSet(TextHash hash) {
		this.hash = hash;
		this.keys = new KeyMarkers(hash);
		this.prefixes = new PrefixMarkers(hash);
		this.touches = new CacheTouches(hash, MOST_TOUCHES);
	}

	/**
	 * Whether a marker that matches is newer than an entry.
	 * @param subject what the entry is
	 * @param entry its packed position
	 * @return whether there is one
	 */
	boolean isNewer(Subject subject, long entry) {
		if (isKeyMarked(subject.logicalKey(), 0, entry)) {
			return true;
		}
		List<String> subjectTags = subject.tags();
		for (int i = 0; i < subjectTags.size(); i++) {
			if (isTagMarked(subjectTags.get(i), entry)) {
				return true;
			}
		}
		return Packed.isNewer(this.floor.packed(), entry);
	}

	/**
	 * What {@link #isNewer} has found, for people.
	 * @param subject what the entry is
	 * @param entry its packed position
	 * @return the first match, {@code null} if no marker that matches is newer
	 */
	@Nullable Match find(Subject subject, long entry) {
		Match match = findKey(subject.logicalKey(), entry);
		for (String tag : subject.tags()) {
			match = (match != null) ? match : findTag(tag, entry);
		}
		boolean below = match == null && Packed.isNewer(this.floor.packed(), entry);
		return below ? new Match(Cause.FLOOR, "", this.floor.packed()) : match;
	}

	private @Nullable Match findKey(String logicalKey, long entry) {
		long key = this.keys.get(logicalKey, 0);
		if (Packed.isNewer(key, entry)) {
			return new Match(Cause.KEY, logicalKey, key);
		}
		Match glob = this.globs.find((pattern) -> pattern.matches(logicalKey), entry);
		return (glob != null) ? glob : this.prefixes.find(logicalKey, TextHash.END, entry);
	}

	private @Nullable Match findTag(String tag, long entry) {
		long packed = this.tags.get(this.hash.of(tag, 0));
		if (Packed.isNewer(packed, entry)) {
			return new Match(Cause.TAG, tag, packed);
		}
		return switch (Dependency.of(tag)) {
			case NONE -> null;
			case KEY -> through(tag, findKey(Dependency.name(tag), entry));
			case CACHE -> through(tag, findCache(Dependency.name(tag), entry));
			case UNKNOWN -> new Match(Cause.FORMAT, "", Packed.NONE);
		};
	}

	private static @Nullable Match through(String tag, @Nullable Match match) {
		return (match != null) ? match.through(Dependency.name(tag)) : null;
	}

	private @Nullable Match findCache(String cacheName, long entry) {
		long touched = this.touches.newest(cacheName);
		if (Packed.isNewer(touched, entry)) {
			return new Match(Cause.CACHE, cacheName, touched);
		}
		Match glob = this.globs.find((pattern) -> Targets.overlap(pattern.literalPrefix(), cacheName), entry);
		return (glob != null) ? glob : this.prefixes.find(cacheName, ':', entry);
	}

	/**
	 * Whether there is a marker that matches, the floor aside, which matches everything.
	 * @param subject what is asked about
	 * @return whether there is one
	 */
	boolean isMarked(Subject subject) {
		return isNewer(subject, this.floor.packed());
	}

	private boolean isKeyMarked(String text, int from, long entry) {
		return Packed.isNewer(this.keys.get(text, from), entry) || this.globs.isKeyStale(text, from, entry)
				|| this.prefixes.isStale(text, from, TextHash.END, entry);
	}

	private boolean isTagMarked(String tag, long entry) {
		if (Packed.isNewer(this.tags.get(this.hash.of(tag, 0)), entry)) {
			return true;
		}
		return switch (Dependency.of(tag)) {
			case NONE -> false;
			case KEY -> isKeyMarked(tag, Dependency.MARK_LENGTH, entry);
			case CACHE -> this.touches.isStale(tag, Dependency.MARK_LENGTH, entry)
					|| this.globs.isCacheStale(Dependency.name(tag), entry)
					|| this.prefixes.isStale(tag, Dependency.MARK_LENGTH, ':', entry);
			case UNKNOWN -> true;
		};
	}

	/**
	 * Puts markers.
	 * @param targets what they are of
	 * @param packed the packed position
	 * @return whether anything of it was not known, be it older than what was
	 */
	boolean put(Targets targets, long packed) {
		boolean added = false;
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
		return added;
	}

	void raiseFloor(long packed) {
		this.floor.raise(packed, false);
	}

	/**
	 * Folds the patterns that have to be tried one by one, if there are too many.
	 * @param most how many there may be
	 * @return how often it folded
	 */
	int foldGlobs(int most) {
		int folds = 0;
		while (this.globs.size() > Math.min(most, GlobMarkers.MOST)) {
			this.globs.fold(this.prefixes, this.floor);
			folds++;
		}
		return folds;
	}

	/** Folds the older half of the most numerous kind. */
	void foldMostNumerous() {
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

	int size() {
		return this.keys.size() + this.tags.size() + this.prefixes.size() + this.globs.size();
	}

	/**
	 * How full it is, without barriers and folds.
	 * @param epoch the epoch of its positions
	 * @return the counts
	 */
	MarkerCounts counts(long epoch) {
		long at = this.floor.packed();
		return new MarkerCounts(this.keys.size(), this.tags.size(), this.prefixes.size(), this.globs.size(), 0, 0,
				(at != Packed.NONE) ? Optional.of(Packed.unpack(epoch, at)) : Optional.empty());
	}

	/**
	 * What the tables take.
	 * @return the bytes of their arrays
	 */
	long bytes() {
		return this.keys.bytes() + this.tags.bytes() + this.prefixes.bytes() + this.touches.bytes();
	}

}
