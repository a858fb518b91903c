package io.cacheaside.engine;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.engine.log.LogFollower;
import io.cacheaside.engine.marker.MarkerIndex;
import io.cacheaside.engine.marker.Subject;

/**
 * Tells the log, once in each epoch, that there are values that were built from other
 * cached values. The marker of a key is usually needed only until the slot of that key
 * has been looked at; where other entries may bear the key too, only a sweep over all of
 * them shows that it is not needed any more. Safe for use by many threads.
 */
final class Dependents {

	/** Never a tag of an entry; its marker stays beside the log for as long as that. */
	static final InvalidationTarget.Tag MARK = new InvalidationTarget.Tag("\u0000dependents");

	private final MarkerIndex index;

	private final LogFollower follower;

	private volatile long announcedEpoch;

	Dependents(MarkerIndex index, LogFollower follower) {
		this.index = index;
		this.follower = follower;
	}

	/**
	 * Makes sure that it is told before an entry is stored that was built from others.
	 * @param subject what the entry is
	 * @return whether the entry may be stored; never fails
	 */
	CompletionStage<Boolean> announced(Subject subject) {
		long epoch = this.index.epoch();
		if (epoch == this.announcedEpoch || !subject.hasDependencies()) {
			return CompletableFuture.completedFuture(true);
		}
		return this.follower.append(List.of(MARK)).handle((appended, failure) -> {
			boolean told = failure == null && appended.cursor().position().epoch() == epoch;
			if (told) {
				this.announcedEpoch = epoch;
			}
			return told;
		});
	}

}
