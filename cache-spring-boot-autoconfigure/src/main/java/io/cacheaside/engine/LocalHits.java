package io.cacheaside.engine;

import java.lang.reflect.Type;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

import io.cacheaside.CacheLayer;
import io.cacheaside.engine.log.LogFollower;
import io.cacheaside.engine.marker.MarkerIndex;

/**
 * The hits of one cache in this process, on the fastest path there is: one lookup, one
 * look at the clock, a few reads of fields and one striped add. Everything that it asks
 * is a field of its own, since each step from one object to the next costs as much as a
 * comparison.
 * <p>
 * A local entry is a hit if this node is current, the entry is in time, and no marker
 * that matches is newer. The entry remembers the version of the index at which it was
 * found fresh; as long as that stands, this is one comparison. Trust is asked for before
 * the version: markers are published first, then the version, then the proof of being
 * current. An entry that is due to be loaded anew is found by a second look, so that the
 * first one compares with one time only. Safe for use by many threads; never fails.
 */
final class LocalHits {

	private final LocalTier tier;

	private final LongSupplier nanoClock;

	private final LogFollower follower;

	private final MarkerIndex index;

	private final TransactionScope transactions;

	private final LongAdder hits;

	private final LongAdder bypasses;

	private final OutcomeRecorder outcomes;

	private final LoadFrames frames;

	private final String cacheName;

	private final LocalFills fills;

	private final boolean refreshed;

	LocalHits(RegionParts parts, LoadFrames frames, LocalFills fills) {
		Coherence coherence = parts.coherence();
		this.tier = parts.local();
		this.nanoClock = coherence.nanoClock();
		this.follower = coherence.follower();
		this.index = coherence.index();
		this.transactions = coherence.transactions();
		this.hits = parts.observer().statistics.localHits;
		this.bypasses = parts.observer().statistics.localBypasses;
		this.outcomes = parts.observer().outcomes();
		this.frames = frames;
		this.cacheName = parts.settings().name();
		this.fills = fills;
		this.refreshed = parts.settings().freshness().refreshes();
	}

	/**
	 * The entry in this process, counted as a hit, or {@code null} if there is none that
	 * may be used.
	 */
	@Nullable LocalEntry find(Object localKey, Type type) {
		LocalEntry entry = this.tier.get(localKey);
		return (entry != null && isUsable(localKey, entry, type)) ? counted(entry) : null;
	}

	/**
	 * After {@link #find} gave nothing: the entry in this process that is a hit and due
	 * to be loaded anew, or {@code null} if there is none.
	 */
	@Nullable LocalEntry findDue(Object localKey, Type type) {
		LocalEntry entry = this.refreshed ? this.tier.get(localKey) : null;
		return (entry != null && isServable(localKey, entry, type)) ? counted(entry) : null;
	}

	/**
	 * The entry in this process, due or not, counted as a hit.
	 */
	@Nullable LocalEntry findAny(Object localKey, Type type) {
		LocalEntry entry = find(localKey, type);
		return (entry != null) ? entry : findDue(localKey, type);
	}

	/**
	 * Whether the caller is the one who has to load a due entry anew; others are not
	 * asked to for the time that a lease takes.
	 */
	boolean isToRefresh(LocalEntry entry) {
		return entry.postpone(this.nanoClock.getAsLong(), LeaseRenewal.TERM.toNanos());
	}

	private LocalEntry counted(LocalEntry entry) {
		this.hits.increment();
		this.outcomes.hit(this.cacheName, entry, CacheLayer.LOCAL);
		this.frames.used(this.cacheName, entry);
		return entry;
	}

	/** The value of an entry for one caller. */
	@Nullable Object valueOf(LocalEntry entry) {
		return this.fills.valueOf(entry);
	}

	private boolean isUsable(Object localKey, LocalEntry entry, Type type) {
		long now = this.nanoClock.getAsLong();
		if (!this.follower.trustsLocal(now)) {
			this.bypasses.increment();
			return false;
		}
		if (entry.checkedVersion() != this.index.version() && !isStillFresh(localKey, entry)) {
			return false;
		}
		if (!entry.isInTime(now)) {
			if (entry.isOver(now)) {
				this.tier.remove(localKey, entry);
			}
			return false;
		}
		return isFor(entry, type);
	}

	private boolean isServable(Object localKey, LocalEntry entry, Type type) {
		long now = this.nanoClock.getAsLong();
		return this.follower.trustsLocal(now) && !entry.isOver(now)
				&& (entry.checkedVersion() == this.index.version() || isStillFresh(localKey, entry))
				&& isFor(entry, type);
	}

	private boolean isFor(LocalEntry entry, Type type) {
		// Who declares nothing takes what is there.
		boolean fits = entry.type() == type || type == Object.class || entry.type().equals(type);
		return fits && !this.transactions.hides(entry.subject());
	}

	private boolean isStillFresh(Object localKey, LocalEntry entry) {
		long version = this.index.version();
		boolean stale = this.index.isStale(entry.subject(), entry.position());
		// Looked at last: markers are dropped after the count has moved.
		if (stale || entry.checkedDrops() < this.index.drops()) {
			this.tier.remove(localKey, entry);
			return false;
		}
		entry.checkedVersion(version);
		return true;
	}

}
