package io.cacheaside.engine;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;

import io.cacheaside.codec.Entry;
import io.cacheaside.engine.Comparison.Fresh;
import io.cacheaside.engine.Comparison.Served;
import io.cacheaside.engine.Refresher.Due;
import io.cacheaside.engine.RegionReader.Found;
import io.cacheaside.engine.marker.MarkerIndex;
import io.cacheaside.engine.marker.Subject;

/**
 * Compares hits of one cache with its source, one at a time. Safe for use by many
 * threads; never fails a call.
 * <ol>
 * <li>When it is time, the watch is armed. From then on hits take the ordinary path,
 * where key, type and loader are known.</li>
 * <li>The first of them whose loader can run once more, outside of transactions and
 * loaders, is served, and disarms the watch. So does a second in which hits came and none
 * of them can be compared.</li>
 * <li>In the background and in the caller's context, as a refresh, its loader runs once
 * more, unless a write of the key waits for its source. Nothing is leased or stored.</li>
 * <li>The payloads of the two values are compared. If they are the same, the hit was
 * current.</li>
 * <li>If not, an invalidation may be on its way: it is waited for as long as a node may
 * be behind. If none came that matches, and this node heard all of them, the hit was
 * stale.</li>
 * </ol>
 */
final class ReadWatch {

	/** How long hits take the ordinary path if none of them can be compared. */
	private static final Duration LONGEST_WINDOW = Duration.ofSeconds(1);

	private final AtomicBoolean idle = new AtomicBoolean(true);

	private final AtomicBoolean disarming = new AtomicBoolean();

	private final RegionParts parts;

	private final RegionReader reader;

	private final LoadRunner runner;

	private final LocalHits hits;

	private final @Nullable Duration every;

	ReadWatch(RegionParts parts, RegionReader reader, LoadRunner runner, LocalHits hits) {
		this.parts = parts;
		this.reader = reader;
		this.runner = runner;
		this.hits = hits;
		this.every = parts.coherence().settings().watch().readsEvery();
	}

	/** Begins, if it is configured. Called once, for a cache that is used. */
	void start() {
		if (this.every != null && this.parts.settings().enabled()) {
			armAfter(this.every);
		}
	}

	private void armAfter(Duration every) {
		after(every, () -> {
			if (this.runner.isOpen()) {
				this.hits.watched(this.idle.get());
				armAfter(every);
			}
		});
	}

	/**
	 * Lets hits take the fast path again before long, whether or not one can be compared.
	 */
	private void disarmSoon() {
		if (this.disarming.compareAndSet(false, true)) {
			if (after(window(), this::disarm) == null) {
				disarm();
			}
		}
	}

	private Duration window() {
		return (this.every != null && this.every.compareTo(LONGEST_WINDOW) < 0) ? this.every : LONGEST_WINDOW;
	}

	private void disarm() {
		this.hits.watched(false);
		this.disarming.set(false);
	}

	/** Whether a hit is wanted. */
	boolean isArmed() {
		return this.hits.isWatched();
	}

	/**
	 * A hit in this process, which is compared if one is wanted.
	 */
	void met(Due due, LocalEntry entry, Refreshing refreshing) {
		if (isArmed()) {
			met(due, new Served(entry.subject(), entry.position(), entry.checkedVersion(),
					() -> this.hits.valueOf(entry)), refreshing);
		}
	}

	/**
	 * A hit of the remote tier, which is compared if one is wanted.
	 */
	void met(Due due, Found found, Refreshing refreshing) {
		byte[] slot = found.slot();
		if (isArmed() && slot != null && found.lookup() instanceof Lookup.Hit) {
			long version = this.parts.coherence().index().version();
			Entry.parse(slot)
				.ifPresent((entry) -> met(due, new Served(found.subject(), entry.position(), version,
						() -> this.parts.entries().decodeAgain(entry, due.type())), refreshing));
		}
	}

	private void met(Due due, Served served, Refreshing refreshing) {
		boolean loadable = Refresher.isPossible(refreshing) && !this.runner.frames().isLoading()
				&& !this.runner.isInTransaction();
		// What was invalidated softly is served in place of what the source says.
		if (loadable && !this.parts.coherence().index().isDue(served.subject(), served.position())
				&& this.idle.compareAndSet(true, false)) {
			this.hits.watched(false);
			begin(new Comparison(due, served, this.parts.coherence().capture()), refreshing);
		}
		else {
			disarmSoon();
		}
	}

	private void begin(Comparison comparison, Refreshing refreshing) {
		CompletableFuture<Void> ended = new CompletableFuture<>();
		ended.whenComplete((done, failure) -> comparison.ended(failure));
		comparison.fresh().handleAsync((fresh, failure) -> {
			compare(comparison, fresh, failure);
			return null;
		}, this.parts.ports().executor()).exceptionally((failure) -> {
			// A codec of the application's own may throw anything.
			failed(comparison, failure);
			return null;
		});
		try {
			this.runner.refresh(new BackgroundLoads.Load((reason) -> {
				comparison.ended(null);
				return CompletableFuture.completedFuture(null);
			}, () -> load(comparison, refreshing), ended));
		}
		catch (RuntimeException | Error ex) {
			// No thread is to be had, or no context.
			comparison.ended(ex);
		}
	}

	private @Nullable CompletionStage<?> load(Comparison comparison, Refreshing refreshing) {
		Due due = comparison.due();
		try {
			CompletionStage<?> later = this.reader.waiting().isNone(due.key())
					? refreshing.run(new Refresh(this.parts.ports().remote(), due.key(), comparison)) : null;
			if (later == null) {
				comparison.ended(null);
				return null;
			}
			Duration limit = this.parts.coherence().settings().maxLoadAge();
			Future<?> timer = after(limit,
					() -> comparison.ended(new TimeoutException("there is no value after " + limit)));
			if (timer != null) {
				comparison.fresh().whenComplete((fresh, failure) -> timer.cancel(false));
			}
			later.whenComplete((done, failure) -> comparison.ended(failure));
			return comparison.fresh().handle((fresh, failure) -> null);
		}
		catch (Throwable ex) {
			comparison.ended(ex);
			return null;
		}
	}

	private void compare(Comparison comparison, @Nullable Optional<Fresh> fresh, @Nullable Throwable failure) {
		if (failure != null || fresh == null) {
			failed(comparison, failure);
		}
		else if (fresh.isEmpty()) {
			end(ReadCheck.UNDECIDED);
		}
		else {
			compare(comparison, fresh.get());
		}
	}

	private void compare(Comparison comparison, Fresh fresh) {
		if (this.parts.entries().areSame(comparison.served().value().get(), fresh.value(), fresh.type())) {
			end(ReadCheck.CURRENT);
			return;
		}
		age(comparison).thenAccept((age) -> {
			if (after(this.parts.coherence().settings().maxStaleness(), () -> decideSafely(comparison, age)) == null) {
				end(ReadCheck.UNDECIDED);
			}
		}).exceptionally((failure) -> {
			failed(comparison, failure);
			return null;
		});
	}

	/**
	 * How long ago the value was stored, if the remote tier still has it.
	 */
	private CompletionStage<Optional<Duration>> age(Comparison comparison) {
		RemoteTier remote = this.parts.ports().remote();
		return remote.read(comparison.due().key())
			.thenApply((slot) -> slot.flatMap(Entry::parse)
				.filter((entry) -> entry.storedAt() != 0 && entry.position().equals(comparison.served().position()))
				.flatMap((entry) -> remote.serverMillis(comparison.due().key())
					.stream()
					.mapToObj((now) -> Duration.ofMillis(Math.max(0, now - entry.storedAt())))
					.findFirst()))
			.exceptionally((failure) -> Optional.empty());
	}

	private void decideSafely(Comparison comparison, Optional<Duration> age) {
		try {
			decide(comparison, age);
		}
		catch (RuntimeException | Error ex) {
			failed(comparison, ex);
		}
	}

	private void decide(Comparison comparison, Optional<Duration> age) {
		if (!isCertain(comparison)) {
			end(ReadCheck.UNDECIDED);
			return;
		}
		this.parts.observer().staleRead(age);
		this.parts.observer()
			.warn("Cache '{}': {} was served, but its source says something else and nobody has invalidated it{}",
					comparison.due().key().logical(),
					age.map((known) -> "; stored " + known.toSeconds() + " s ago").orElse(""));
		end(ReadCheck.STALE);
	}

	/**
	 * Whether no invalidation has come that would explain the difference, and one that
	 * was on its way would have come. Of many changes the index forgets the older ones;
	 * then the markers tell.
	 */
	private boolean isCertain(Comparison comparison) {
		Coherence coherence = this.parts.coherence();
		MarkerIndex index = coherence.index();
		Served served = comparison.served();
		Subject subject = served.subject();
		boolean invalidated = index.isChangedSince(subject, served.version())
				&& index.isStale(subject, served.position());
		return !invalidated && !index.isDue(subject, served.position()) && index.drops() == comparison.start().drops()
				&& coherence.follower().trustsRemote(coherence.nanoClock().getAsLong());
	}

	private void failed(Comparison comparison, @Nullable Throwable failure) {
		try {
			this.parts.observer()
				.warn("Cache '{}': {} was not compared with its source: {}", comparison.due().key().logical(),
						(failure != null) ? Await.unwrap(failure).toString() : "nothing came");
		}
		finally {
			end(ReadCheck.FAILED);
		}
	}

	private void end(ReadCheck result) {
		this.parts.observer().statistics.verified(result);
		this.idle.set(true);
	}

	/** What will run; {@code null} if the application stops. */
	private @Nullable Future<?> after(Duration delay, Runnable task) {
		try {
			return this.parts.ports().scheduler().schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (RejectedExecutionException ex) {
			return null;
		}
	}

}
