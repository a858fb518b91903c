package io.cacheaside.engine;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.Position;
import io.cacheaside.engine.log.InvalidationLog;
import io.cacheaside.engine.log.LogCursor;
import io.cacheaside.engine.log.LogEntry;
import io.cacheaside.engine.log.LogEntry.Invalidated;
import io.cacheaside.engine.log.LogEntry.Swept;
import io.cacheaside.engine.log.LogPage;
import io.cacheaside.engine.log.LogState;
import io.cacheaside.key.CacheKey;

/**
 * Removes what the key markers of a part of the log make stale, makes due what the soft
 * ones do, and announces that they are not needed any more. Used once, one step after the
 * other; fails if any step does.
 * <ol>
 * <li>Read the log from where it is known to be swept, page by page.</li>
 * <li>Empty the slots of the keys that each page names, where they are stale; where they
 * are due, let their headers say so.</li>
 * <li>When all of it is done, announce it. Not so if entries were trimmed before they
 * were swept: only a whole sweep can make up for those.</li>
 * </ol>
 */
final class KeySweep {

	private final InvalidationLog log;

	private final RemoteTier remote;

	private final StaleEntries stale;

	private final Position upTo;

	private final Duration maxLoadAge;

	private final LongAdder removed;

	private boolean anyKey;

	private boolean anyOther;

	KeySweep(InvalidationLog log, RemoteTier remote, StaleEntries stale, Position upTo, Duration maxLoadAge,
			LongAdder removed) {
		this.log = log;
		this.remote = remote;
		this.stale = stale;
		this.upTo = upTo;
		this.maxLoadAge = maxLoadAge;
		this.removed = removed;
	}

	/**
	 * Runs.
	 * @param state the log
	 * @return whether nothing was trimmed before it was swept
	 */
	CompletionStage<Boolean> run(LogState state) {
		Position swept = inEpoch(state.swept());
		if (state.epoch() != this.upTo.epoch() || !this.upTo.isNewerThan(swept)) {
			return CompletableFuture.completedFuture(true);
		}
		return sweepAfter(swept).thenCompose((whole) -> {
			boolean late = this.upTo.millis() - swept.millis() >= this.maxLoadAge.toMillis();
			if (whole && (this.anyKey || (this.anyOther && late))) {
				return this.log.announce(new Swept(this.upTo, inEpoch(state.othersSwept()))).thenApply((done) -> true);
			}
			return CompletableFuture.completedFuture(whole);
		});
	}

	/** What was never swept may bear no epoch. */
	private Position inEpoch(Position position) {
		return (position.epoch() == this.upTo.epoch()) ? position : new Position(this.upTo.epoch(), 0, 0);
	}

	private CompletionStage<Boolean> sweepAfter(Position after) {
		return this.log.read(new LogCursor(after, 0)).thenCompose((answer) -> take(after, answer));
	}

	private CompletionStage<Boolean> take(Position after, Optional<LogPage> answer) {
		if (answer.isEmpty() || answer.get().state().epoch() != this.upTo.epoch()) {
			return CompletableFuture.failedFuture(new IllegalStateException("the log is another one by now"));
		}
		LogPage page = answer.get();
		Position last = after;
		Set<CacheKey> keys = new LinkedHashSet<>();
		for (LogEntry entry : page.entries()) {
			Position previous = entry.previous().position();
			if (previous.epoch() == last.epoch() && previous.isNewerThan(last)) {
				return CompletableFuture.completedFuture(false);
			}
			last = entry.cursor().position();
			if (last.isNewerThan(this.upTo)) {
				break;
			}
			collect(entry, keys);
		}
		boolean over = page.complete() || page.entries().isEmpty() || !this.upTo.isNewerThan(last);
		Position next = last;
		return remove(keys).thenCompose((done) -> over ? CompletableFuture.completedFuture(true) : sweepAfter(next));
	}

	private void collect(LogEntry entry, Set<CacheKey> keys) {
		if (entry.content() instanceof Invalidated invalidated) {
			this.anyOther = true;
			for (InvalidationTarget target : invalidated.targets()) {
				if (target.named() instanceof InvalidationTarget.Key key) {
					this.anyKey = true;
					keys.add(new CacheKey(key.cacheName(), key.logicalKey()));
				}
			}
		}
	}

	private CompletionStage<Void> remove(Set<CacheKey> keys) {
		return keys.isEmpty() ? CompletableFuture.completedFuture(null)
				: this.remote.sweep(List.copyOf(keys), this.stale).thenAccept(this.removed::add);
	}

}
