package io.cacheaside.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.Position;
import io.cacheaside.codec.Entry;
import io.cacheaside.engine.InvalidationChecks.After;
import io.cacheaside.engine.InvalidationChecks.Result;
import io.cacheaside.engine.log.LogEntry;
import io.cacheaside.engine.log.LogListener;
import io.cacheaside.engine.marker.Subject;
import io.cacheaside.key.CacheKey;

/**
 * Checks a sample of the invalidations a while after they are in force here. Safe for use
 * by many threads; never fails.
 * <ol>
 * <li>Which ones is told by a hash of their positions, so that all nodes choose the
 * same.</li>
 * <li>After each of the delays this node looks for entries in its local tiers that the
 * target names, that are older, and that would be served all the same: for a key under
 * the keys that it may have there, for all else among the hottest of each cache.</li>
 * <li>For a key it reads the slot in Redis, too.</li>
 * <li>If the log is another one by now, or Redis cannot be asked, nobody knows.</li>
 * </ol>
 * What is invalidated softly is served on purpose and not checked. While as many wait to
 * be checked as may, no further ones are chosen.
 */
final class InvalidationWatch implements LogListener {

	private static final Logger logger = LoggerFactory.getLogger(InvalidationWatch.class);

	/** How many invalidations wait to be checked at most. */
	static final int MAXIMUM_WAITING = 300;

	/** How many targets of one invalidation are looked at. */
	private static final int MAXIMUM_TARGETS = 16;

	private final InvalidationChecks checks = new InvalidationChecks();

	private final AtomicInteger waiting = new AtomicInteger();

	private final EnginePorts ports;

	private final Coherence coherence;

	private final Function<String, @Nullable CacheRegion> region;

	private final Supplier<Collection<CacheRegion>> regions;

	private final BooleanSupplier remoteTrusted;

	InvalidationWatch(EnginePorts ports, Coherence coherence, Function<String, @Nullable CacheRegion> region,
			Supplier<Collection<CacheRegion>> regions, BooleanSupplier remoteTrusted) {
		this.ports = ports;
		this.coherence = coherence;
		this.region = region;
		this.regions = regions;
		this.remoteTrusted = remoteTrusted;
	}

	InvalidationChecks checks() {
		return this.checks;
	}

	@Override
	public void applied(LogEntry entry) {
		if (entry.content() instanceof LogEntry.Invalidated invalidated) {
			applied(entry.cursor().position(), invalidated.targets());
		}
	}

	private void applied(Position position, List<InvalidationTarget> targets) {
		if (!isChosen(position, this.coherence.settings().watch().invalidations())) {
			return;
		}
		List<InvalidationTarget> named = targets.stream()
			.filter((target) -> !(target instanceof InvalidationTarget.Soft))
			.limit(MAXIMUM_TARGETS)
			.toList();
		if (named.isEmpty() || this.waiting.get() >= MAXIMUM_WAITING) {
			return;
		}
		this.waiting.incrementAndGet();
		checkLater(new Sample(position, named), 0);
	}

	/** The same on every node, and as good as random. */
	static boolean isChosen(Position position, double share) {
		long bits = position.epoch() ^ (position.millis() << 20) ^ position.sequence();
		bits = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
		bits = (bits ^ (bits >>> 27)) * 0x94d049bb133111ebL;
		bits ^= bits >>> 31;
		return (bits >>> 11) * 0x1.0p-53 < share;
	}

	private void checkLater(Sample sample, int step) {
		After after = After.values()[step];
		long before = (step > 0) ? After.values()[step - 1].delay().toNanos() : 0;
		try {
			this.ports.scheduler()
				.schedule(() -> checkNow(sample, step), after.delay().toNanos() - before, TimeUnit.NANOSECONDS);
		}
		catch (RuntimeException | Error ex) {
			// The application stops.
			this.waiting.decrementAndGet();
		}
	}

	private void checkNow(Sample sample, int step) {
		try {
			this.ports.executor().execute(() -> check(sample, step));
		}
		catch (RuntimeException | Error ex) {
			// The application stops, or no thread is to be had. It is checked no more.
			this.waiting.decrementAndGet();
		}
	}

	private void check(Sample sample, int step) {
		if (step + 1 < After.values().length) {
			checkLater(sample, step + 1);
		}
		else {
			this.waiting.decrementAndGet();
		}
		outcome(sample).thenAccept((result) -> this.checks.add(After.values()[step], result));
	}

	private CompletionStage<Result> outcome(Sample sample) {
		CompletionStage<Result> outcome = CompletableFuture.completedFuture(Result.OK);
		for (InvalidationTarget target : sample.targets()) {
			outcome = outcome.thenCombine(known(target, sample.position()), InvalidationWatch::worse);
		}
		return outcome;
	}

	/** Never fails: of a target that cannot be looked at, nobody knows. */
	private CompletionStage<Result> known(InvalidationTarget target, Position position) {
		return CompletableFuture.completedFuture(target)
			.thenCompose((each) -> outcome(each, position))
			.exceptionally((failure) -> Result.UNKNOWN);
	}

	private static Result worse(Result one, Result other) {
		if (one == Result.VIOLATED || other == Result.VIOLATED) {
			return Result.VIOLATED;
		}
		return (one == Result.OK) ? other : one;
	}

	private CompletionStage<Result> outcome(InvalidationTarget target, Position position) {
		if (!this.coherence.isKnown(position)) {
			return CompletableFuture.completedFuture(Result.UNKNOWN);
		}
		Predicate<Subject> named = Subject.namedBy(target);
		if (entries(target).stream().anyMatch((entry) -> named.test(entry.subject()) && isServed(entry, position))) {
			logger.error("{} was invalidated at {}, and this node would serve an older entry from its memory", target,
					position);
			return CompletableFuture.completedFuture(Result.VIOLATED);
		}
		return (target instanceof InvalidationTarget.Key key && this.region.apply(key.cacheName()) != null)
				? remote(key, position) : CompletableFuture.completedFuture(Result.OK);
	}

	/** Those entries in this process among which older ones are looked for. */
	private Collection<LocalEntry> entries(InvalidationTarget target) {
		if (target instanceof InvalidationTarget.Key key) {
			CacheRegion named = this.region.apply(key.cacheName());
			return (named != null) ? LocalEntries.named(named.local(), key) : List.of();
		}
		List<LocalEntry> all = new ArrayList<>();
		for (CacheRegion each : this.regions.get()) {
			if (!(target instanceof InvalidationTarget.WholeCache whole)
					|| whole.cacheName().equals(each.settings().name())) {
				all.addAll(each.local().hottest(LocalEntries.MAXIMUM_ENTRIES));
			}
		}
		return all;
	}

	/** Asks what a hit would ask. */
	private boolean isServed(LocalEntry entry, Position position) {
		long now = this.coherence.nanoClock().getAsLong();
		return isOlder(entry.position(), position) && this.coherence.follower().trustsLocal(now) && !entry.isOver(now)
				&& (entry.checkedVersion() == this.coherence.index().version()
						|| (!this.coherence.index().isStale(entry.subject(), entry.position())
								&& entry.checkedDrops() >= this.coherence.index().drops()));
	}

	private static boolean isOlder(Position entry, Position marker) {
		return entry.epoch() == marker.epoch() && marker.isNewerThan(entry);
	}

	private CompletionStage<Result> remote(InvalidationTarget.Key target, Position position) {
		if (!this.remoteTrusted.getAsBoolean()) {
			return CompletableFuture.completedFuture(Result.UNKNOWN);
		}
		CacheKey key = new CacheKey(target.cacheName(), target.logicalKey());
		return this.ports.remote().read(key).thenApply((slot) -> {
			Optional<Entry> older = slot.flatMap(Entry::parse)
				.filter((entry) -> entry.hasValue() && isOlder(entry.position(), position))
				.filter((entry) -> EntryCodec.isOf(key, entry))
				.filter((entry) -> !this.coherence.index()
					.isStale(new Subject(key.logical(), entry.tags()), entry.position()));
			if (older.isPresent()) {
				logger.error("{} was invalidated at {}, and this node would serve an older entry from Redis", target,
						position);
			}
			return older.isPresent() ? Result.VIOLATED : Result.OK;
		});
	}

	/**
	 * An invalidation that is checked.
	 *
	 * @param position where in the log
	 * @param targets what it names
	 */
	private record Sample(Position position, List<InvalidationTarget> targets) {
	}

}
