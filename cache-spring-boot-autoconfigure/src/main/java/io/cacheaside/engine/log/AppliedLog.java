package io.cacheaside.engine.log;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.Position;
import io.cacheaside.engine.log.LogEntry.Invalidated;
import io.cacheaside.engine.log.LogEntry.Swept;
import io.cacheaside.engine.marker.MarkerIndex;

/**
 * The part of the log that this node has applied. Entries come from three sides (waiting,
 * reading, appending) and are applied one at a time: what is not newer than the last one
 * is skipped, what does not follow the last one is refused. Whoever sees a position sees
 * the markers up to it, and whoever sees a proof sees the position. Safe for use by many
 * threads; nothing is waited for under the lock. Never fails.
 */
final class AppliedLog {

	/** How many entries an exchange can be overtaken by and still prove something. */
	private static final int RECENT = 256;

	private static final Logger logger = LoggerFactory.getLogger(AppliedLog.class);

	/** Counts entries that could not be read. */
	final LongAdder unreadable = new LongAdder();

	private final ReentrantLock lock = new ReentrantLock();

	private final Deque<LogCursor> recent = new ArrayDeque<>();

	private final MarkerIndex index;

	private final LocalPurge local;

	private final Currency currency;

	private final LongSupplier clock;

	private final LogListener listener;

	private volatile Standing standing = Standing.START;

	AppliedLog(MarkerIndex index, LocalPurge local, Currency currency, LongSupplier clock, LogListener listener) {
		this.index = index;
		this.local = local;
		this.currency = currency;
		this.clock = clock;
		this.listener = listener;
	}

	Standing standing() {
		return this.standing;
	}

	/**
	 * Applies entries in order, as far as each follows the one before.
	 * @param from where this node was when it asked for them
	 * @param entries the entries
	 * @return whether all are applied
	 */
	boolean apply(Standing from, List<LogEntry> entries) {
		this.lock.lock();
		try {
			return !isVoid(from) && entries.stream().allMatch(this::isApplied);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Applies an entry of this node, if it follows at once and nobody has to wait.
	 * @param own the entry
	 * @return whether nobody else was applying entries
	 */
	boolean tryApply(OwnEntry own) {
		boolean free = this.lock.tryLock();
		if (free) {
			applyAndUnlock(own);
		}
		return free;
	}

	/**
	 * Applies an entry of this node, if it follows, after whoever else is applying
	 * entries. That may be a walk over the local tiers.
	 * @param own the entry
	 */
	void apply(OwnEntry own) {
		this.lock.lock();
		applyAndUnlock(own);
	}

	private void applyAndUnlock(OwnEntry own) {
		try {
			LogCursor cursor = own.appended().cursor();
			LogCursor previous = own.appended().previous();
			if (!isVoid(own.from()) && previous.equals(this.standing.applied())
					&& cursor.position().epoch() == previous.position().epoch()) {
				this.index.addOwn(own.targets(), cursor.position());
				advance(cursor);
				this.listener.appliedOwn(new LogEntry(cursor, previous, new Invalidated(own.targets(), null)),
						this.clock.getAsLong() - own.sentAt());
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Notes that this node was current, if it has applied what was the end of the log.
	 * @param from where this node was when it asked
	 * @param end the end of the log as the answer showed it
	 * @param sentAt when the request was sent
	 * @return whether it was
	 */
	boolean prove(Standing from, LogCursor end, long sentAt) {
		this.lock.lock();
		try {
			boolean current = !isVoid(from) && (end.equals(this.standing.applied()) || this.recent.contains(end));
			if (current) {
				this.currency.proved(sentAt);
			}
			return current;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Distrusts everything, since the log has to be loaded.
	 * @param seen where this node was when that was found
	 * @return the standing while it is loaded, or empty if that is under way already
	 */
	Optional<Standing> beginLoading(Standing seen) {
		this.lock.lock();
		try {
			if (isVoid(seen)) {
				return Optional.empty();
			}
			this.standing = this.standing.beginningToLoad();
			this.currency.distrust(this.clock.getAsLong());
			return Optional.of(this.standing);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Drops what the local tiers hold, and the markers if they are of another epoch.
	 * @param loading the standing while the log is loaded
	 * @param state the log
	 * @return whether they were
	 * @throws NotFollowingException if nobody follows the log any more
	 */
	boolean clear(Standing loading, LogState state) {
		this.lock.lock();
		try {
			if (isVoid(loading)) {
				throw new NotFollowingException("closed");
			}
			this.local.clear();
			boolean newEpoch = this.index.epoch() != state.epoch();
			if (newEpoch) {
				this.index.reset(state.epoch());
			}
			return newEpoch;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Goes on from the end of a log whose markers are all in the index.
	 * @param loading the standing while it was loaded
	 * @param state the log
	 * @return whether this node goes on, since nobody closed it
	 */
	boolean finishLoading(Standing loading, LogState state) {
		this.lock.lock();
		try {
			if (isVoid(loading)) {
				return false;
			}
			drop(new Swept(state.swept(), state.othersSwept()));
			this.recent.clear();
			this.recent.addLast(state.end());
			this.standing = this.standing.loaded(state.end());
			return true;
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Voids everything under way, for good. */
	void close() {
		this.lock.lock();
		try {
			this.standing = this.standing.beginningToLoad();
			this.currency.distrust(this.clock.getAsLong());
		}
		finally {
			this.lock.unlock();
		}
	}

	/** Adds the markers of an entry, and tells of what could not be read. */
	void addMarkers(LogEntry entry) {
		if (entry.content() instanceof Invalidated invalidated) {
			this.index.add(invalidated.targets(), entry.cursor().position());
			String problem = invalidated.problem();
			if (problem != null) {
				reportUnreadable(problem);
			}
		}
	}

	private boolean isApplied(LogEntry entry) {
		Position position = entry.cursor().position();
		LogCursor applied = this.standing.applied();
		if (position.epoch() != applied.position().epoch()) {
			return false;
		}
		if (!position.isNewerThan(applied.position())) {
			return true;
		}
		if (!entry.previous().equals(applied)) {
			return false;
		}
		addMarkers(entry);
		if (entry.content() instanceof Swept swept) {
			drop(swept);
		}
		advance(entry.cursor());
		this.listener.applied(entry);
		return true;
	}

	/** What the markers make stale has to be gone before they are forgotten. */
	private void drop(Swept swept) {
		this.local.removeStale(this.index.drops() + 1);
		this.index.drop(swept.keys(), swept.others());
	}

	private void advance(LogCursor cursor) {
		this.recent.addLast(cursor);
		if (this.recent.size() > RECENT) {
			this.recent.removeFirst();
		}
		this.standing = this.standing.at(cursor);
	}

	private boolean isVoid(Standing from) {
		return this.standing.generation() != from.generation() || this.standing.loading() != from.loading();
	}

	private void reportUnreadable(String problem) {
		if (this.unreadable.sum() == 0) {
			logger.warn("An entry of the invalidation log cannot be read; more than it names is invalidated: {}",
					problem);
		}
		this.unreadable.increment();
		this.listener.unreadable(problem);
	}

	/**
	 * An entry that this node appended.
	 *
	 * @param from where this node was when it sent it
	 * @param appended where it stands
	 * @param targets what it invalidates
	 * @param sentAt when it was sent, in nanoseconds of the engine's clock
	 */
	record OwnEntry(Standing from, Appended appended, List<InvalidationTarget> targets, long sentAt) {
	}

}
