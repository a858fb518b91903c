package io.cacheaside.engine.log;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.cacheaside.Position;
import io.cacheaside.engine.marker.MarkerIndex;

/**
 * Loads the log once, for a node that trusts nothing meanwhile. Used once; fails if any
 * exchange does, and can then be made anew.
 * <ol>
 * <li>Find out where the log ends. What is appended from here on is followed later.</li>
 * <li>Drop what the local tiers hold, and the markers if the epoch is another one.</li>
 * <li>Add the markers of tags, patterns and caches that stand beside the log; those known
 * already stay.</li>
 * <li>Add the markers of the log itself up to that end, as far back as it is not known to
 * be swept: those of keys stand nowhere else. Where entries are missing, everything that
 * is older than the entry after them becomes stale.</li>
 * </ol>
 */
final class LogLoading {

	private final InvalidationLog log;

	private final MarkerIndex index;

	private final AppliedLog applied;

	private final LogState state;

	private final boolean newEpoch;

	private LogCursor last;

	private LogLoading(InvalidationLog log, MarkerIndex index, AppliedLog applied, Standing loading, LogState state) {
		this.log = log;
		this.index = index;
		this.applied = applied;
		this.state = state;
		this.last = new LogCursor(isOfThisEpoch(state.swept()) ? state.swept() : new Position(state.epoch(), 0, 0), 0);
		this.newEpoch = applied.clear(loading, state);
	}

	/**
	 * Loads the log from an end that is known.
	 * @param log the log
	 * @param index takes the markers
	 * @param applied is cleared first
	 * @param standing the standing while it is loaded
	 * @param state the log, as found before anything else
	 * @return completes with this when all markers are in the index
	 */
	static CompletionStage<LogLoading> of(InvalidationLog log, MarkerIndex index, AppliedLog applied, Standing standing,
			LogState state) {
		LogLoading loading = new LogLoading(log, index, applied, standing, state);
		return loading.run().thenApply((done) -> loading);
	}

	LogState state() {
		return this.state;
	}

	boolean isNewEpoch() {
		return this.newEpoch;
	}

	private CompletionStage<Void> run() {
		return this.log
			.markers((page) -> page.forEach((marker) -> this.index.add(List.of(marker.target()), marker.position())))
			.thenCompose((done) -> replay());
	}

	private CompletionStage<Void> replay() {
		LogCursor end = this.state.end();
		Position swept = this.last.position();
		if (!end.position().isNewerThan(swept)) {
			return CompletableFuture.completedFuture(null);
		}
		return this.log.replay(swept, end.position(), (page) -> page.forEach(this::add)).thenAccept((done) -> {
			if (!this.last.equals(end)) {
				throw new NotFollowingException("the log changed while it was loaded");
			}
		});
	}

	private void add(LogEntry entry) {
		Position before = entry.previous().position();
		if (!isOfThisEpoch(entry.cursor().position())) {
			throw new NotFollowingException("the log changed while it was loaded");
		}
		if (isOfThisEpoch(before) && before.isNewerThan(this.last.position())) {
			this.index.raiseFloor(before);
		}
		this.applied.addMarkers(entry);
		this.last = entry.cursor();
	}

	private boolean isOfThisEpoch(Position position) {
		return position.epoch() == this.state.epoch();
	}

}
