package io.cacheaside.engine;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.codec.Entry;
import io.cacheaside.engine.marker.MarkerIndex;
import io.cacheaside.engine.marker.Subject;
import io.cacheaside.key.CacheKey;

/**
 * One count of what an invalidation would make stale. Used once.
 * <ol>
 * <li>The remote tier is swept, by a rule that keeps everything and counts what is named
 * and not stale already: the slots of given keys, or all entries at the pace of a
 * sweep.</li>
 * <li>A walk that has to begin anew is counted anew.</li>
 * <li>When the time is over, what was counted so far is told, and the rule is over, which
 * ends the walk.</li>
 * </ol>
 */
final class TargetCounting implements SweepRule {

	private final LongAdder examined = new LongAdder();

	private final LongAdder matched = new LongAdder();

	private final CompletableFuture<TargetCount> result = new CompletableFuture<>();

	private final Predicate<Subject> named;

	private final MarkerIndex index;

	private final EnginePorts ports;

	private final long deadline;

	private final long local;

	/**
	 * Prepares a count.
	 * @param target what would be invalidated
	 * @param index tells what is stale already
	 * @param ports the tiers, time and threads
	 * @param limit how long to count at most
	 * @param locals the local tiers
	 */
	TargetCounting(InvalidationTarget target, MarkerIndex index, EnginePorts ports, Duration limit,
			List<LocalTier> locals) {
		this.named = Subject.namedBy(target);
		this.index = index;
		this.ports = ports;
		this.deadline = ports.nanoClock().getAsLong() + limit.toNanos();
		this.local = locals.stream().mapToLong(this::count).sum();
	}

	/**
	 * Counts in the given slots only.
	 */
	CompletionStage<TargetCount> run(List<CacheKey> keys) {
		return within(() -> this.ports.remote().sweep(keys, this));
	}

	/**
	 * Walks over the remote tier.
	 * @param ended told when the walk has ended, which may be after the time for it
	 */
	CompletionStage<TargetCount> run(Runnable ended) {
		// What is thrown at once is a failure like any other: the end has to be told.
		return within(() -> CompletableFuture.completedFuture(this)
			.thenCompose(this.ports.remote()::sweep)
			.whenComplete((report, failure) -> ended.run()));
	}

	private CompletionStage<TargetCount> within(Supplier<CompletionStage<?>> counting) {
		try {
			Future<?> limit = this.ports.scheduler()
				.schedule(() -> finish(false, null), this.deadline - this.ports.nanoClock().getAsLong(),
						TimeUnit.NANOSECONDS);
			this.result.whenComplete((count, failure) -> limit.cancel(false));
		}
		catch (RejectedExecutionException ex) {
			finish(false, "the application stops");
		}
		counting.get()
			.whenComplete((report, failure) -> finish(failure == null,
					(failure == null || isOutOfTime()) ? null : Await.unwrap(failure).toString()));
		return this.result;
	}

	@Override
	public void begins() {
		this.examined.reset();
		this.matched.reset();
	}

	@Override
	public boolean isOver() {
		return isOutOfTime() || this.result.isDone();
	}

	@Override
	public Verdict judge(StoredEntry entry) {
		if (isOver()) {
			throw new IllegalStateException("the time for counting is over");
		}
		this.examined.increment();
		entry.header()
			.filter(Entry::hasValue)
			.filter((header) -> isHit(new Subject(entry.logicalKey(), header.tags()), header))
			.ifPresent((header) -> this.matched.increment());
		return Verdict.KEEP;
	}

	private boolean isHit(Subject subject, Entry header) {
		return this.named.test(subject) && !this.index.isStale(subject, header.position());
	}

	private long count(LocalTier tier) {
		LongAdder count = new LongAdder();
		CacheInspection.forEach(tier, (entry) -> {
			if (this.named.test(entry.subject()) && !this.index.isStale(entry.subject(), entry.position())) {
				count.increment();
			}
		});
		return count.sum();
	}

	private boolean isOutOfTime() {
		return this.ports.nanoClock().getAsLong() - this.deadline >= 0;
	}

	private void finish(boolean complete, @Nullable String problem) {
		this.result.complete(new TargetCount(this.matched.sum(), this.local, this.examined.sum(), complete, problem));
	}

}
