package io.cacheaside.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.cacheaside.InvalidationTarget;
import io.cacheaside.Position;
import io.cacheaside.codec.Entry;
import io.cacheaside.engine.InspectedEntry.Local;
import io.cacheaside.engine.InspectedEntry.Slot;
import io.cacheaside.engine.log.AppliedEntry;
import io.cacheaside.engine.log.RecentLog;
import io.cacheaside.engine.marker.Outdated;
import io.cacheaside.engine.marker.Subject;
import io.cacheaside.key.CacheKey;

/**
 * Answers people who ask why the caches do what they do. Counts as no call, changes
 * nothing, and fills no tier. May walk over a local tier, so it is not for programs that
 * ask often. Safe for use by many threads.
 */
public final class CacheInspection {

	private final EnginePorts ports;

	private final Coherence coherence;

	private final Supplier<Collection<CacheRegion>> regions;

	private final RecentLog recent;

	/** Whether a count walks over the remote tier. */
	private final AtomicBoolean walking = new AtomicBoolean();

	CacheInspection(EnginePorts ports, Coherence coherence, Supplier<Collection<CacheRegion>> regions,
			RecentLog recent) {
		this.ports = ports;
		this.coherence = coherence;
		this.regions = regions;
		this.recent = recent;
	}

	/**
	 * Looks at one entry in both tiers, and catches up with the log in between, so that
	 * whatever was invalidated before it was read is known.
	 * @param region the cache
	 * @param key the key
	 * @return what is there; never fails
	 */
	public CompletionStage<InspectedEntry> entry(CacheRegion region, CacheKey key) {
		return this.ports.remote()
			.read(key)
			.thenCompose((slot) -> this.coherence.follower()
				.catchUp()
				.handle((done, failure) -> slot.map((bytes) -> slot(key, bytes)).orElseGet(InspectedEntry.Empty::new)))
			.exceptionally(CacheInspection::unknown)
			.thenApplyAsync((slot) -> new InspectedEntry(key, slot, local(region, key)), this.ports.executor())
			.exceptionally((failure) -> new InspectedEntry(key, unknown(failure), List.of()));
	}

	private static Slot unknown(Throwable failure) {
		return new InspectedEntry.Unknown(Await.unwrap(failure).toString());
	}

	/**
	 * Counts what an invalidation would make stale, or due, without doing it. Of a single
	 * key only its slot is asked. Anything else is a walk over the remote tier, of which
	 * there is one at a time.
	 * @param target what would be invalidated
	 * @param limit how long to count at most
	 * @return the count; fails with a {@link RejectedExecutionException} if another walk
	 * is under way, and never else
	 */
	public CompletionStage<TargetCount> count(InvalidationTarget target, Duration limit) {
		if (target.named() instanceof InvalidationTarget.Key key) {
			return counting(target, limit).run(List.of(new CacheKey(key.cacheName(), key.logicalKey())));
		}
		TargetCounting counting = counting(target, limit);
		if (!this.walking.compareAndSet(false, true)) {
			return CompletableFuture.failedFuture(new RejectedExecutionException(
					"Another count is under way on this node. Ask again in some seconds."));
		}
		return counting.run(() -> this.walking.set(false));
	}

	private TargetCounting counting(InvalidationTarget target, Duration limit) {
		List<LocalTier> locals = this.regions.get().stream().map(CacheRegion::local).toList();
		return new TargetCounting(target, this.coherence.index(), this.ports, limit, locals);
	}

	/**
	 * The entries of the log that this node has applied last.
	 * @return the entries, the newest first
	 */
	public List<AppliedEntry> recentLog() {
		return this.recent.entries();
	}

	private Slot slot(CacheKey key, byte[] bytes) {
		Optional<Entry> header = Entry.parse(bytes).filter((entry) -> EntryCodec.isOf(key, entry));
		return header
			.<Slot>map((entry) -> new InspectedEntry.Held(entry, this.ports.remote().serverMillis(key),
					outdated(key, new Subject(key.logical(), entry.tags()), entry.position())))
			.orElseGet(() -> new InspectedEntry.Unreadable(bytes.length));
	}

	private Optional<Outdated> outdated(CacheKey key, Subject subject, Position position) {
		Optional<Outdated> known = this.coherence.index()
			.explain(subject, position)
			.map((outdated) -> outdated.in(key.cacheName()));
		return (known.isEmpty() && this.coherence.isAhead(position))
				? Optional.of(Outdated.ahead(this.coherence.follower().applied())) : known;
	}

	private List<Local> local(CacheRegion region, CacheKey key) {
		long now = this.ports.nanoClock().getAsLong();
		List<Local> found = new ArrayList<>();
		forEach(region.local(), (entry) -> {
			if (entry.subject().logicalKey().equals(key.logical())) {
				found.add(new Local(entry.subject(), entry.position(), Duration.ofNanos(entry.expiresAtNanos() - now),
						!entry.isInTime(now), entry.weightBytes(), outdated(key, entry.subject(), entry.position())));
			}
		});
		return found;
	}

	/**
	 * Visits every entry of a tier, whatever key it has there.
	 */
	static void forEach(LocalTier tier, Consumer<LocalEntry> visitor) {
		tier.removeIf((entry) -> {
			visitor.accept(entry);
			return false;
		});
	}

}
