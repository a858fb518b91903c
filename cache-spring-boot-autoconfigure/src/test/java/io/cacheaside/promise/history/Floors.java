package io.cacheaside.promise.history;

import java.util.Map;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import io.cacheaside.promise.history.Event.Invalidation;

/**
 * From when on which version of one row must be served at least. Not safe for use by
 * several threads while it is filled.
 */
final class Floors {

	private final TreeMap<Long, Floor> byTime = new TreeMap<>();

	private boolean settled = true;

	void add(long time, long version, Invalidation cause) {
		this.settled = false;
		this.byTime.merge(time, new Floor(version, cause), Floor::higher);
	}

	/** The floor in force for what begins at a time. */
	@Nullable Floor before(long time) {
		settle();
		Map.Entry<Long, Floor> entry = this.byTime.lowerEntry(time);
		return (entry != null) ? entry.getValue() : null;
	}

	private void settle() {
		if (!this.settled) {
			Floor highest = null;
			for (Map.Entry<Long, Floor> entry : this.byTime.entrySet()) {
				highest = (highest != null) ? Floor.higher(highest, entry.getValue()) : entry.getValue();
				entry.setValue(highest);
			}
			this.settled = true;
		}
	}

	/**
	 * A lower limit.
	 *
	 * @param version the version that must be served at least
	 * @param cause the invalidation that it comes from
	 */
	record Floor(long version, Invalidation cause) {

		static Floor higher(Floor one, Floor other) {
			return (other.version > one.version) ? other : one;
		}

	}

}
