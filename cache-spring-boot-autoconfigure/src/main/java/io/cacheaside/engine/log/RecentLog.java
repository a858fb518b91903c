package io.cacheaside.engine.log;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.Position;
import io.cacheaside.engine.log.AppliedEntry.Kind;
import io.cacheaside.engine.log.LogEntry.Invalidated;

/**
 * Remembers the entries that were applied last, for people. Of large ones only some
 * targets are kept. Safe for use by many threads; costs a little for each invalidation
 * and nothing for a read of a cache.
 */
public final class RecentLog implements LogListener {

	/** How many entries are remembered. */
	public static final int KEPT = 100;

	/** How many targets of each. */
	public static final int KEPT_TARGETS = 10;

	private final ReentrantLock lock = new ReentrantLock();

	private final Deque<Applied> entries = new ArrayDeque<>(KEPT);

	private final Deque<Position> own = new ArrayDeque<>(KEPT);

	private final LongSupplier nanoClock;

	/**
	 * Creates an empty memory.
	 * @param nanoClock the engine's clock
	 */
	public RecentLog(LongSupplier nanoClock) {
		this.nanoClock = nanoClock;
	}

	@Override
	public void appended(Appended appended) {
		add(this.own, appended.cursor().position());
	}

	@Override
	public void applied(LogEntry entry) {
		List<InvalidationTarget> targets = (entry.content() instanceof Invalidated invalidated) ? invalidated.targets()
				: List.of();
		Kind kind = (entry.content() instanceof Invalidated) ? Kind.INVALIDATION : Kind.SWEEP;
		List<InvalidationTarget> first = List.copyOf(targets.subList(0, Math.min(KEPT_TARGETS, targets.size())));
		add(this.entries,
				new Applied(entry.cursor().position(), kind, first, targets.size(), this.nanoClock.getAsLong()));
	}

	private <T> void add(Deque<T> to, T element) {
		this.lock.lock();
		try {
			to.addFirst(element);
			if (to.size() > KEPT) {
				to.removeLast();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * What was applied last.
	 * @return the entries, the newest first
	 */
	public List<AppliedEntry> entries() {
		List<Applied> all;
		Set<Position> ours;
		this.lock.lock();
		try {
			all = new ArrayList<>(this.entries);
			ours = new HashSet<>(this.own);
		}
		finally {
			this.lock.unlock();
		}
		long now = this.nanoClock.getAsLong();
		return all.stream()
			.map((entry) -> new AppliedEntry(entry.position(), entry.kind(), entry.targets(), entry.count(),
					ours.contains(entry.position()), Duration.ofNanos(now - entry.nanos())))
			.toList();
	}

	private record Applied(Position position, Kind kind, List<InvalidationTarget> targets, int count, long nanos) {
	}

}
