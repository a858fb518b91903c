package io.cacheaside.engine.marker;

import java.util.ArrayList;
import java.util.List;

import io.cacheaside.InvalidationTarget;

/**
 * What one invalidation makes stale, and what it makes due. Immutable.
 *
 * @param stale what must not be used any more
 * @param due what is to be loaded anew, and is used until then
 */
record Marked(Targets stale, Targets due) {

	/** Everything becomes stale. */
	static final Marked ALL = of(List.of(new InvalidationTarget.Pattern("*")));

	static Marked of(List<InvalidationTarget> targets) {
		List<InvalidationTarget> stale = new ArrayList<>();
		List<InvalidationTarget> due = new ArrayList<>();
		for (InvalidationTarget target : targets) {
			if (target instanceof InvalidationTarget.Soft soft) {
				due.add(soft.target());
			}
			else {
				stale.add(target);
			}
		}
		return new Marked(Targets.of(stale), Targets.of(due));
	}

	boolean matches(Subject subject) {
		return this.stale.matches(subject) || this.due.matches(subject);
	}

	boolean containsAll(Marked others) {
		return this.stale.containsAll(others.stale) && this.due.containsAll(others.due);
	}

	boolean hasStale() {
		return this.stale.size() != 0;
	}

	boolean hasDue() {
		return this.due.size() != 0;
	}

	int size() {
		return this.stale.size() + this.due.size();
	}

}
