package io.cacheaside.engine.marker;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

import io.cacheaside.engine.marker.Explanation.Match;
import io.cacheaside.engine.marker.Outdated.Cause;
import io.cacheaside.key.GlobPattern;

/**
 * Markers of patterns that have to be tried one by one, the newest first, so that an
 * entry meets only those that are newer than it. Readers never wait, writers must hold a
 * lock of their caller.
 */
final class GlobMarkers {

	/** How many are tried; older ones become markers of what they begin with. */
	static final int MOST = 1_024;

	private static final Comparator<Glob> NEWEST_FIRST = (one, other) -> Long.compareUnsigned(other.packed(),
			one.packed());

	private volatile Glob[] globs = new Glob[0];

	/**
	 * Puts a marker.
	 * @param pattern the pattern
	 * @param packed the packed position
	 * @return its order to what is known, as {@link PositionTable#put(long, int, long)}
	 */
	int put(GlobPattern pattern, long packed) {
		List<Glob> changed = new ArrayList<>(List.of(this.globs));
		for (int i = 0; i < changed.size(); i++) {
			if (changed.get(i).pattern().equals(pattern)) {
				int order = Long.compareUnsigned(packed, changed.get(i).packed());
				if (order > 0) {
					changed.remove(i);
					publish(changed, new Glob(pattern, pattern.literalPrefix(), packed));
				}
				return order;
			}
		}
		if (packed == Packed.NONE) {
			return 0;
		}
		publish(changed, new Glob(pattern, pattern.literalPrefix(), packed));
		return 1;
	}

	private void publish(List<Glob> changed, Glob added) {
		changed.add(added);
		changed.sort(NEWEST_FIRST);
		this.globs = changed.toArray(Glob[]::new);
	}

	/**
	 * Whether a marker that matches a key is newer than an entry.
	 * @param text ends with the key
	 * @param from the first character of the key
	 * @param entry the packed position
	 * @return whether there is one
	 */
	boolean isKeyStale(String text, int from, long entry) {
		for (Glob glob : this.globs) {
			if (!Packed.isNewer(glob.packed(), entry)) {
				return false;
			}
			if (text.startsWith(glob.prefix(), from)
					&& glob.pattern().matches((from == 0) ? text : text.substring(from))) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Whether a marker that could match a key of a cache is newer than an entry.
	 * @param cacheName the cache
	 * @param entry the packed position
	 * @return whether there is one
	 */
	boolean isCacheStale(String cacheName, long entry) {
		for (Glob glob : this.globs) {
			if (!Packed.isNewer(glob.packed(), entry)) {
				return false;
			}
			if (Targets.overlap(glob.prefix(), cacheName)) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Looks for a marker that is newer than an entry.
	 * @param matching selects patterns
	 * @param entry the packed position
	 * @return the newest, {@code null} if there is none
	 */
	@Nullable Match find(Predicate<GlobPattern> matching, long entry) {
		for (Glob glob : this.globs) {
			if (!Packed.isNewer(glob.packed(), entry)) {
				return null;
			}
			if (matching.test(glob.pattern())) {
				return new Match(Cause.PATTERN, glob.pattern().toString(), glob.packed());
			}
		}
		return null;
	}

	/**
	 * Forgets markers.
	 * @param others the newest position to forget
	 */
	void drop(long others) {
		List<Glob> left = new ArrayList<>(List.of(this.globs));
		left.removeIf((glob) -> !Packed.isNewer(glob.packed(), others));
		this.globs = left.toArray(Glob[]::new);
	}

	/**
	 * Folds the older half into what they begin with: first puts the coarser markers,
	 * then forgets the finer ones.
	 * @param prefixes takes the markers
	 * @param floor takes those of patterns that begin with a wildcard
	 */
	void fold(PrefixMarkers prefixes, Floor floor) {
		Glob[] all = this.globs;
		int kept = all.length / 2;
		for (int i = kept; i < all.length; i++) {
			if (all[i].prefix().isEmpty()) {
				floor.raise(all[i].packed(), false);
			}
			else {
				prefixes.put(all[i].prefix(), all[i].packed());
			}
		}
		this.globs = List.of(all).subList(0, kept).toArray(Glob[]::new);
	}

	int size() {
		return this.globs.length;
	}

	private record Glob(GlobPattern pattern, String prefix, long packed) {
	}

}
