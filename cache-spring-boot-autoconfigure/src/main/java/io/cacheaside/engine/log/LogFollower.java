package io.cacheaside.engine.log;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.Position;
import io.cacheaside.engine.marker.MarkerIndex;

/**
 * Keeps this node's markers in step with the log, and knows whether they are. Safe for
 * use by many threads. Nothing blocks and nothing is thrown because the log is slow or
 * gone: then this node is not current, which it knows.
 * <ol>
 * <li>Load the log, trusting nothing. Tried again until it succeeds.</li>
 * <li>Follow it from there.</li>
 * <li>Where there is a gap, begin anew; where the log lost entries, recover first.</li>
 * </ol>
 */
public final class LogFollower implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(LogFollower.class);

	private final LongAdder gaps = new LongAdder();

	private final LongAdder loads = new LongAdder();

	private final LongAdder epochs = new LongAdder();

	private final CompletableFuture<Void> loaded = new CompletableFuture<>();

	private final InvalidationLog log;

	private final MarkerIndex index;

	private final Settings settings;

	private final Runtime runtime;

	private final LogListener listener;

	private final Currency currency;

	private final AppliedLog applied;

	private final LogReading reading;

	private final CatchUps catchUps;

	private final Retries retries;

	private final long overdue;

	private volatile boolean closed;

	/**
	 * Creates a follower that hears of nothing.
	 * @param log what to follow
	 * @param index takes the markers
	 * @param local the local tiers
	 * @param settings how far it may be behind
	 * @param runtime time and threads
	 */
	public LogFollower(InvalidationLog log, MarkerIndex index, LocalPurge local, Settings settings, Runtime runtime) {
		this(log, index, local, settings, runtime, LogListener.NONE);
	}

	/**
	 * Creates a follower.
	 * @param log what to follow
	 * @param index takes the markers
	 * @param local the local tiers
	 * @param settings how far it may be behind
	 * @param runtime time and threads
	 * @param listener hears what it does
	 */
	public LogFollower(InvalidationLog log, MarkerIndex index, LocalPurge local, Settings settings, Runtime runtime,
			LogListener listener) {
		this.log = log;
		this.index = index;
		this.settings = settings;
		this.runtime = runtime;
		this.listener = listener;
		this.currency = new Currency(settings.maxStaleness(), settings.outageStaleness(), now());
		this.overdue = Tail.interval(settings.maxStaleness()).multipliedBy(3).dividedBy(2).toNanos();
		this.applied = new AppliedLog(index, local, this.currency, runtime.nanoClock(), listener);
		this.reading = new LogReading(log, this.applied, this.currency, settings.retention(), runtime, this::reload);
		this.catchUps = new CatchUps(this.reading::read);
		this.retries = new Retries(runtime.scheduler(), listener, settings.maxStaleness());
	}

	/**
	 * How far a node may be behind.
	 *
	 * @param maxStaleness how long after an invalidation is in the log a value may be
	 * served at most
	 * @param outageStaleness how long the local tier goes on while Redis cannot be
	 * reached, counted from the last proof; zero for no longer than the former
	 * @param retention how long the log keeps its entries
	 * @param recovery what to do where the log lost entries
	 */
	public record Settings(Duration maxStaleness, Duration outageStaleness, Duration retention, Recovery recovery) {

		/**
		 * Settings with the recovery that clears everything.
		 * @param maxStaleness the longest staleness
		 * @param outageStaleness the longest staleness of the local tier in an outage
		 * @param retention how long the log keeps its entries
		 */
		public Settings(Duration maxStaleness, Duration outageStaleness, Duration retention) {
			this(maxStaleness, outageStaleness, retention, Recovery.CLEAR_EVERYTHING);
		}

	}

	/**
	 * Time and threads.
	 *
	 * @param scheduler runs what waits, briefly and never blocking; its owner's to shut
	 * down
	 * @param executor works on answers; may walk over the local tiers
	 * @param nanoClock a monotonic clock in nanoseconds
	 */
	public record Runtime(ScheduledExecutorService scheduler, Executor executor, LongSupplier nanoClock) {

	}

	/** Begins to follow. Called once; returns at once. */
	public void start() {
		tick();
		this.applied.beginLoading(Standing.START).ifPresent((loading) -> load(loading, this.log::open));
	}

	/**
	 * Tells when the log was loaded for the first time.
	 * @return completes then; fails if this is closed before
	 */
	public CompletionStage<Void> loaded() {
		return this.loaded.minimalCompletionStage();
	}

	/**
	 * How far this node has applied the log: the position to stamp on a value whose load
	 * begins now.
	 * @return the position; {@link Position#NONE} before the log was first loaded
	 */
	public Position applied() {
		return this.applied.standing().applied().position();
	}

	/**
	 * Whether the local tier may answer.
	 * @param nowNanos the time, on the engine's monotonic clock, taken before this call
	 * @return whether this node is known to be current, or Redis is known to be out of
	 * reach and has been for no longer than is granted
	 */
	public boolean trustsLocal(long nowNanos) {
		return this.currency.trustsLocal(nowNanos);
	}

	/**
	 * Whether what the remote tier holds can be checked without asking the log first.
	 * @param nowNanos the time, on the engine's monotonic clock, taken before this call
	 * @return whether this node is known to be current
	 */
	public boolean trustsRemote(long nowNanos) {
		return this.currency.trustsRemote(nowNanos);
	}

	/**
	 * Applies the log up to where it ends at some moment after this call.
	 * @return completes when that is done, on any thread; fails if it cannot be done now
	 */
	public CompletionStage<Void> catchUp() {
		return this.applied.standing().loading() || this.closed
				? CompletableFuture.failedFuture(new NotFollowingException("the invalidation log is not loaded"))
				: this.catchUps.request();
	}

	/**
	 * Appends an entry, and applies it at once if it follows what is applied.
	 * @param targets what became invalid
	 * @return where it stands
	 */
	public CompletionStage<Appended> append(List<InvalidationTarget> targets) {
		Standing from = this.applied.standing();
		long sentAt = now();
		return this.reading.exchange(() -> this.log.append(targets)).thenCompose((appended) -> {
			this.listener.appended(appended);
			long epoch = from.applied().position().epoch();
			if (appended.cursor().position().epoch() == epoch) {
				return applyInTurn(new AppliedLog.OwnEntry(from, appended, targets, sentAt));
			}
			if (!from.loading()) {
				// At once: when the caller goes on, nothing of the old epoch is trusted.
				reload(from, Gap.OTHER_EPOCH);
			}
			return CompletableFuture.completedFuture(appended);
		});
	}

	/**
	 * The tail often brings an entry while the answer to its append is on its way.
	 * Whoever goes on must not find it half applied: what he loads next would count as
	 * older, and nobody would keep it.
	 */
	private CompletionStage<Appended> applyInTurn(AppliedLog.OwnEntry own) {
		CompletableFuture<Appended> done = CompletableFuture.completedFuture(own.appended());
		return this.applied.tryApply(own) ? done : done.thenApplyAsync((appended) -> {
			this.applied.apply(own);
			return appended;
		}, this.runtime.executor()).exceptionally((refused) -> own.appended());
	}

	/**
	 * Waits until this node has applied an entry that is known to be in the log.
	 * @param position where the entry stands
	 * @return whether it has; not if the log has another epoch by now, or this node
	 * cannot catch up. Never fails.
	 */
	public CompletionStage<Boolean> awaitApplied(Position position) {
		return hasApplied(position) ? CompletableFuture.completedFuture(true)
				: catchUp().handle((done, failure) -> hasApplied(position));
	}

	/**
	 * The log as the last answer showed it.
	 * @return the log, with positions of epoch 0 before the first answer
	 */
	public LogState shown() {
		return this.reading.shown();
	}

	/**
	 * How this node stands to the log.
	 * @return the state now
	 */
	public FollowerState state() {
		long now = now();
		Standing standing = this.applied.standing();
		return new FollowerState(standing.applied().position(), shown().end().position(), trustsLocal(now),
				trustsRemote(now), standing.loading(), this.currency.proofAge(now), this.currency.outageAge(now),
				this.index.drops(), new FollowerState.Counts(this.gaps.sum(), this.loads.sum(), this.epochs.sum(),
						this.applied.unreadable.sum(), this.reading.failures.sum()));
	}

	/** Ends it; nothing is trusted any more. */
	@Override
	public void close() {
		this.closed = true;
		this.applied.close();
		this.loaded.completeExceptionally(new NotFollowingException("closed"));
	}

	private boolean hasApplied(Position position) {
		Standing standing = this.applied.standing();
		Position reached = standing.applied().position();
		return !standing.loading() && reached.epoch() == position.epoch() && !position.isNewerThan(reached);
	}

	private void reload(Standing from, Gap gap) {
		this.applied.beginLoading(from).ifPresent((loading) -> {
			logger.info("This node cannot go on in the invalidation log and loads it anew: {}", gap);
			this.gaps.increment();
			this.listener.gapFound(gap);
			long epoch = from.applied().position().epoch();
			load(loading, (gap == Gap.LOST_ENTRIES) ? () -> this.settings.recovery().recover(this.log, epoch)
					: this.log::open);
		});
	}

	private void load(Standing loading, Supplier<CompletionStage<LogState>> opening) {
		if (!this.applied.standing().equals(loading)) {
			return;
		}
		this.reading.exchange(opening)
			.thenComposeAsync((state) -> LogLoading.of(this.log, this.index, this.applied, loading, state),
					this.runtime.executor())
			.whenCompleteAsync((done, failure) -> {
				if (failure != null && !this.closed) {
					this.retries.failed(LogReading.unwrap(failure), () -> load(loading, opening));
				}
				else if (failure == null && this.applied.finishLoading(loading, done.state())) {
					follow(done);
				}
			}, this.runtime.executor());
	}

	private void follow(LogLoading done) {
		this.loads.increment();
		if (done.isNewEpoch()) {
			this.epochs.increment();
		}
		this.reading.show(done.state());
		this.listener.loaded(done.state(), done.isNewEpoch());
		new Tail(this.applied, this.reading, this.runtime, this.retries, this.settings.maxStaleness()).read();
		this.loaded.complete(null);
	}

	/** Also asks by itself for a proof that is overdue, since a wait may hang. */
	private void tick() {
		if (!this.closed) {
			long now = now();
			this.currency.tick(now);
			if (this.currency.trustsRemote(now) && this.currency.proofAge(now) > this.overdue) {
				catchUp();
			}
			this.retries.after(this.currency.tickNanos(), this::tick);
		}
	}

	private long now() {
		return this.runtime.nanoClock().getAsLong();
	}

}
