package io.cacheaside.engine;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.cacheaside.Position;
import io.cacheaside.engine.log.InvalidationLog;
import io.cacheaside.engine.log.LogEntry.Swept;
import io.cacheaside.engine.log.LogFollower;
import io.cacheaside.engine.log.LogState;
import io.cacheaside.engine.log.Marker;
import io.cacheaside.engine.marker.MarkerCounts;
import io.cacheaside.engine.marker.MarkerIndex;

/**
 * Gives back the memory that invalidated entries take, and then the markers. Looks once
 * in each interval, and works on the node that is elected only. What fails is tried again
 * at the next look. Safe for use by many threads.
 * <ol>
 * <li>Note how far this node has applied the log. What was noted one longest age of a
 * load ago is due: every load that began before it has stored by now, or never will. The
 * monotonic clock alone says so.</li>
 * <li>Catch up, so that nothing stale is taken for fresh.</li>
 * <li>Keys: empty the slots of the keys named up to the position that is due, where they
 * are stale, make the values due that are named softly, and announce that. Not where
 * there are values that were built from other entries, which bear their keys: those take
 * a walk over all entries too.</li>
 * <li>Tags, patterns and caches, where there is any: note a position, wait for the
 * longest age of a load, then walk over all entries of all shards, remove what is stale
 * and make due what soft markers match. When that has come to its end, forget the markers
 * up to the position beside the log, each unless it has changed, and announce that. Begin
 * anew if the election was lost, or the log was loaded anew, in between.</li>
 * </ol>
 */
final class MarkerSweeper implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(MarkerSweeper.class);

	private final LongAdder runs = new LongAdder();

	private final LongAdder failures = new LongAdder();

	private final LongAdder examined = new LongAdder();

	private final LongAdder removed = new LongAdder();

	private final LongAdder forgotten = new LongAdder();

	/** Touched by one look at a time. */
	private final Deque<Noted> notes = new ArrayDeque<>();

	private final AtomicBoolean working = new AtomicBoolean();

	private final InvalidationLog log;

	private final LogFollower follower;

	private final MarkerIndex index;

	private final RemoteTier remote;

	private final Settings settings;

	private final LogFollower.Runtime runtime;

	private volatile @Nullable Noted round;

	private volatile boolean trimmed;

	private volatile boolean dependents;

	private volatile long dependentsEpoch;

	private volatile boolean elected;

	private volatile boolean closed;

	private volatile Duration lastDuration = Duration.ZERO;

	/**
	 * Creates a sweeper.
	 * @param log the log
	 * @param follower keeps the index in step with it
	 * @param index the markers
	 * @param remote what is swept
	 * @param settings how it sweeps
	 * @param runtime time and threads
	 */
	MarkerSweeper(InvalidationLog log, LogFollower follower, MarkerIndex index, RemoteTier remote, Settings settings,
			LogFollower.Runtime runtime) {
		this.log = log;
		this.follower = follower;
		this.index = index;
		this.remote = remote;
		this.settings = settings;
		this.runtime = runtime;
	}

	/**
	 * How it sweeps.
	 *
	 * @param node names this node among those that may be elected
	 * @param interval the pause between two looks
	 * @param maxLoadAge how old a load can be when its value is stored
	 */
	record Settings(String node, Duration interval, Duration maxLoadAge) {

	}

	/** How far this node was, at some time, having loaded the log so many times. */
	private record Noted(Position position, long at, long loads) {

	}

	/** Begins to look. Called once. */
	void start() {
		try {
			this.runtime.scheduler().schedule(this::look, this.settings.interval().toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (RejectedExecutionException ex) {
			logger.debug("The application stops; it does not sweep any more");
		}
	}

	SweepStatistics statistics() {
		return new SweepStatistics(this.elected, this.runs.sum(), this.failures.sum(), this.examined.sum(),
				this.removed.sum(), this.forgotten.sum(), this.lastDuration);
	}

	@Override
	public void close() {
		this.closed = true;
	}

	private void look() {
		if (this.closed) {
			return;
		}
		try {
			Optional<Position> due = due();
			this.log.elect(this.settings.node(), this.settings.interval().multipliedBy(3))
				.whenCompleteAsync((won, failure) -> elected(failure == null && won, due), this.runtime.executor());
		}
		finally {
			start();
		}
	}

	private void elected(boolean won, Optional<Position> due) {
		this.elected = won;
		if (!won) {
			this.round = null;
		}
		else if (!this.closed && this.working.compareAndSet(false, true)) {
			work(due).whenComplete((done, problem) -> finished(problem));
		}
	}

	private void finished(@Nullable Throwable problem) {
		this.working.set(false);
		if (problem != null) {
			this.failures.increment();
			logger.debug("A sweep failed and is tried again", problem);
		}
	}

	/** Notes where this node is, and finds the newest note that is old enough. */
	private Optional<Position> due() {
		Noted now = note();
		this.notes.removeIf((note) -> note.position().epoch() != now.position().epoch());
		Noted last = this.notes.peekLast();
		if (last == null || now.position().isNewerThan(last.position())) {
			this.notes.addLast(now);
		}
		Position due = null;
		while (!this.notes.isEmpty() && isOld(this.notes.getFirst())) {
			due = this.notes.getFirst().position();
			if (this.notes.size() == 1 || !isOld(new ArrayList<>(this.notes).get(1))) {
				break;
			}
			this.notes.removeFirst();
		}
		return Optional.ofNullable(due);
	}

	private CompletionStage<Void> work(Optional<Position> due) {
		return this.follower.catchUp().thenCompose((done) -> areThereDependents()).thenCompose((dependents) -> {
			this.dependents = dependents;
			return (due.isPresent() && !dependents) ? sweepKeys(due.get()) : CompletableFuture.completedFuture(true);
		}).thenCompose((whole) -> {
			this.trimmed |= !whole;
			return sweepAll();
		});
	}

	/**
	 * Whether there may be entries that were built from others, and so bear their keys.
	 * Asked of the hash, in which the mark stays when all nodes have dropped it.
	 */
	private CompletionStage<Boolean> areThereDependents() {
		if (this.dependents && this.dependentsEpoch == this.index.epoch()) {
			return CompletableFuture.completedFuture(true);
		}
		this.dependentsEpoch = this.index.epoch();
		AtomicBoolean found = new AtomicBoolean();
		return this.log.markers((page) -> {
			if (page.stream().anyMatch((marker) -> marker.target().equals(Dependents.MARK))) {
				found.set(true);
			}
		}).thenApply((done) -> found.get());
	}

	private CompletionStage<Boolean> sweepKeys(Position due) {
		return new KeySweep(this.log, this.remote, new StaleEntries(this.index), due, this.settings.maxLoadAge(),
				this.removed)
			.run(this.follower.shown());
	}

	private CompletionStage<Void> sweepAll() {
		Noted current = this.round;
		if (current != null && !isValid(current)) {
			current = null;
		}
		if (current == null) {
			this.round = isWholeSweepNeeded() ? note() : null;
			return CompletableFuture.completedFuture(null);
		}
		return isOld(current) ? sweepAll(current) : CompletableFuture.completedFuture(null);
	}

	private CompletionStage<Void> sweepAll(Noted current) {
		long began = now();
		return this.remote.sweep(new StaleEntries(this.index)).thenCompose((report) -> {
			this.examined.add(report.examined());
			this.removed.add(report.removed());
			requireValid(current);
			return forget(current.position());
		}).thenCompose((done) -> {
			requireValid(current);
			return this.log.announce(new Swept(current.position(), current.position()));
		}).thenAccept((announced) -> {
			this.round = null;
			this.trimmed = false;
			this.lastDuration = Duration.ofNanos(now() - began);
			this.runs.increment();
		});
	}

	private CompletionStage<Void> forget(Position upTo) {
		List<CompletableFuture<?>> parts = new ArrayList<>();
		return this.log.markers((page) -> {
			List<Marker> unneeded = page.stream()
				.filter((marker) -> isUpTo(marker.position(), upTo) && !marker.target().equals(Dependents.MARK))
				.toList();
			if (!unneeded.isEmpty()) {
				parts.add(this.log.forget(unneeded).thenAccept(this.forgotten::add).toCompletableFuture());
			}
		}).thenCompose((done) -> CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new)));
	}

	private static boolean isUpTo(Position position, Position end) {
		return position.epoch() == end.epoch() && !position.isNewerThan(end);
	}

	/** Also once in each epoch: what is of another one bears no marker. */
	private boolean isWholeSweepNeeded() {
		LogState state = this.follower.shown();
		MarkerCounts counts = this.index.counts();
		boolean never = state.othersSwept().millis() == 0;
		return this.trimmed || never || counts.floor().isPresent() || (this.dependents && counts.keys() > 0)
				|| counts.tags() + counts.prefixes() + counts.globs() > 0;
	}

	private void requireValid(Noted current) {
		if (this.round != current || !isValid(current) || this.closed) {
			throw new IllegalStateException("the election was lost, or the log was loaded anew, during the sweep");
		}
	}

	private boolean isValid(Noted note) {
		return note.loads() == this.follower.state().counts().loads()
				&& note.position().epoch() == this.follower.applied().epoch();
	}

	private boolean isOld(Noted note) {
		return now() - note.at() >= this.settings.maxLoadAge().toNanos();
	}

	private Noted note() {
		long loads = this.follower.state().counts().loads();
		// The position first: what is applied after that is not covered by the time.
		Position position = this.follower.applied();
		return new Noted(position, now(), loads);
	}

	private long now() {
		return this.runtime.nanoClock().getAsLong();
	}

}
