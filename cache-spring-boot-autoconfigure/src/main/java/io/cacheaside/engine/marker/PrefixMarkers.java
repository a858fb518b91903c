package io.cacheaside.engine.marker;

import java.util.Arrays;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

import io.cacheaside.engine.marker.Explanation.Match;
import io.cacheaside.engine.marker.Outdated.Cause;
import io.cacheaside.key.GlobPattern;

/**
 * Markers of everything that begins with a text. A text that also has to end there is one
 * that is followed by {@link TextHash#END}. Readers never wait, writers must hold a lock
 * of their caller.
 *
 * <p>
 * To check a key, (1) its hash is built character by character, (2) at each length that
 * some prefix has, the hash so far is looked up.
 */
final class PrefixMarkers {

	/** The longest prefix; of a longer one only so much is kept, which matches more. */
	static final int LONGEST = 0x7FF0;

	private static final int FOLDED = 1;

	private final TextHash hash;

	private final PositionTable table = new PositionTable(PrefixMarkers::mix);

	private volatile int[] lengths = new int[0];

	PrefixMarkers(TextHash hash) {
		this.hash = hash;
	}

	private static int mix(int known, int added) {
		return ((known | FOLDED) == (added | FOLDED)) ? known | added : PositionTable.MIXED;
	}

	/**
	 * Puts a marker.
	 * @param prefix what matching texts begin with
	 * @param packed the packed position
	 * @return its order to what is known, as {@link PositionTable#put(long, int, long)}
	 */
	int put(String prefix, long packed) {
		return put(prefix, 0, packed);
	}

	/**
	 * Puts what markers of keys are folded into.
	 * @param prefix what matching texts begin with
	 * @param packed the packed position
	 */
	void putFolded(String prefix, long packed) {
		put(prefix, FOLDED, packed);
	}

	private int put(String prefix, int flag, long packed) {
		String kept = (prefix.length() > LONGEST) ? prefix.substring(0, LONGEST) : prefix;
		return put(this.hash.stateAfter(kept, 0), kept.length(), flag, packed);
	}

	/**
	 * Puts the marker of one text.
	 * @param text the text
	 * @param packed the packed position
	 * @return its order to what is known
	 */
	int putLiteral(String text, long packed) {
		if (text.length() >= LONGEST) {
			return put(text, packed);
		}
		return put(TextHash.step(this.hash.stateAfter(text, 0), TextHash.END), text.length() + 1, 0, packed);
	}

	private int put(long state, int length, int flag, long packed) {
		int order = this.table.put(this.hash.finish(state), (length << 1) | flag, packed);
		if (Arrays.binarySearch(this.lengths, length) < 0) {
			int[] more = Arrays.copyOf(this.lengths, this.lengths.length + 1);
			more[this.lengths.length] = length;
			Arrays.sort(more);
			this.lengths = more;
		}
		return order;
	}

	/**
	 * Whether a marker that matches is newer than an entry.
	 * @param text the text
	 * @param from its first character that counts
	 * @param last what follows its last character
	 * @param entry the packed position
	 * @return whether there is one
	 */
	boolean isStale(String text, int from, int last, long entry) {
		int whole = text.length() - from;
		long state = this.hash.start();
		int done = 0;
		for (int length : this.lengths) {
			if (length > whole + 1) {
				return false;
			}
			for (; done < Math.min(length, whole); done++) {
				state = TextHash.step(state, text.charAt(from + done));
			}
			long at = (length > whole) ? TextHash.step(state, last) : state;
			if (Packed.isNewer(this.table.get(this.hash.finish(at)), entry)) {
				return true;
			}
		}
		return false;
	}

	/**
	 * What {@link #isStale} has found, for people.
	 * @param text the text
	 * @param last what follows its last character
	 * @param entry the packed position
	 * @return the match with the shortest prefix, {@code null} if there is none
	 */
	@Nullable Match find(String text, int last, long entry) {
		for (int length : this.lengths) {
			if (length > text.length() + 1) {
				return null;
			}
			boolean ended = length > text.length();
			String prefix = text.substring(0, Math.min(length, text.length()));
			long state = this.hash.stateAfter(prefix, 0);
			long packed = this.table.get(this.hash.finish(ended ? TextHash.step(state, last) : state));
			if (Packed.isNewer(packed, entry)) {
				String literal = (ended && last != TextHash.END) ? prefix + (char) last : prefix;
				boolean exact = ended && last == TextHash.END;
				return new Match(Cause.PATTERN, GlobPattern.escape(literal) + (exact ? "" : "*"), packed);
			}
		}
		return null;
	}

	/**
	 * Forgets markers.
	 * @param folded the newest position to forget of what markers of keys were folded
	 * into
	 * @param others the newest position to forget of others
	 */
	void drop(long folded, long others) {
		removeIf((owner, packed) -> !Packed.isNewer(packed, isFolded(owner) ? folded : others));
	}

	/**
	 * Folds the older half into a floor.
	 * @param floor the floor
	 */
	void fold(Floor floor) {
		long cut = this.table.median();
		this.table.forEach((owner, packed) -> {
			if (!Packed.isNewer(packed, cut)) {
				floor.raise(packed, isFolded(owner));
			}
		});
		removeIf((owner, packed) -> !Packed.isNewer(packed, cut));
	}

	int size() {
		return this.table.size();
	}

	long bytes() {
		return this.table.bytes();
	}

	private void removeIf(PositionTable.Test test) {
		this.table.removeIf(test);
		TreeSet<Integer> used = new TreeSet<>();
		this.table.forEach((owner, packed) -> used.add(owner >> 1));
		// Where two lengths share a hash, none of those in use may be forgotten.
		if (!used.contains(PositionTable.MIXED >> 1)) {
			this.lengths = used.stream().mapToInt(Integer::intValue).toArray();
		}
	}

	private static boolean isFolded(int owner) {
		return (owner & FOLDED) != 0;
	}

}
