package io.cacheaside.transaction;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.cacheaside.engine.AfterCommit;
import io.cacheaside.engine.Invalidation;
import io.cacheaside.engine.marker.Subject;

/**
 * What waits for the commit of one transaction, in order. Used by one thread at a time.
 */
final class WaitingActions {

	private static final Logger logger = LoggerFactory.getLogger(WaitingActions.class);

	private final List<Waiting> waiting = new ArrayList<>();

	/** For each savepoint, how many had come before it. */
	private final Map<Object, Integer> savepoints = new IdentityHashMap<>();

	private int count;

	void add(AfterCommit action) {
		this.waiting.add(new Waiting(this.count++, action));
	}

	void addAll(WaitingActions others) {
		others.waiting.forEach((each) -> add(each.action()));
	}

	/**
	 * Gives up what an invalidation matches that follows in the same transaction: what
	 * was put before may not be the last word.
	 */
	void undo(Invalidation invalidation) {
		if (!this.waiting.isEmpty()) {
			PendingTargets targets = new PendingTargets();
			targets.add(invalidation);
			giveUp((each) -> {
				Subject subject = each.action().subject();
				return subject != null && targets.match(subject);
			});
		}
	}

	void savepoint(Object savepoint) {
		this.savepoints.put(savepoint, this.count);
	}

	/** Gives up what came after a savepoint; all of it if that is not known. */
	void rollBackTo(Object savepoint) {
		int before = this.savepoints.getOrDefault(savepoint, 0);
		giveUp((each) -> each.number() >= before);
	}

	void run() {
		this.waiting.forEach((each) -> run(each.action().action()));
	}

	/** What one of them throws keeps none of the others from being done. */
	private static void run(Runnable part) {
		try {
			part.run();
		}
		catch (RuntimeException ex) {
			logger.error("What was to follow the end of a transaction failed", ex);
		}
	}

	void giveUp() {
		giveUp((each) -> true);
	}

	private void giveUp(Predicate<Waiting> which) {
		this.waiting.removeIf((each) -> {
			boolean given = which.test(each);
			if (given) {
				run(each.action().giveUp());
			}
			return given;
		});
	}

	private record Waiting(int number, AfterCommit action) {
	}

}
