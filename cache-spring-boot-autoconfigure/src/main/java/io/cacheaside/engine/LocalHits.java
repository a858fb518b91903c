package io.cacheaside.engine;

import java.lang.reflect.Type;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

import io.cacheaside.CacheLayer;
import io.cacheaside.engine.Refresher.Due;
import io.cacheaside.engine.log.LogFollower;
import io.cacheaside.engine.marker.MarkerIndex;
import io.cacheaside.engine.use.KeyUse;

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
 * current. An entry that is due to be loaded anew is a hit for those only who can tell,
 * so that the others compare with one time only. Whether a soft invalidation has made it
 * due is looked for when the version has changed. Within a loader, an entry that is due
 * for that reason is none: what is built from it would be no newer. Safe for use by many
 * threads; never fails.
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

	private final ExpiredKeys expired;

	/** Whether hits are to take the ordinary path, since one of them is wanted. */
	private volatile boolean watched;

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
		this.expired = parts.expired();
	}

	/**
	 * The entry in this process that is not due, counted as a hit, or {@code null} if
	 * there is none that may be used. For a first look, after which the caller looks by
	 * {@link #findAny(Object, Type)}: it counts no bypass.
	 */
	@Nullable LocalEntry find(Object localKey, Type type) {
		LocalEntry entry = this.tier.get(localKey);
		if (entry == null) {
			return null;
		}
		long now = now();
		return (this.follower.trustsLocal(now) && isFresh(localKey, entry, now) && entry.isInTime(now)
				&& isFor(entry, type) && !this.watched) ? counted(entry, now) : null;
	}

	/**
	 * Sets whether a hit is wanted where it is known how its value is loaded: as long as
	 * it is, the first look finds nothing.
	 */
	void watched(boolean wanted) {
		this.watched = wanted;
	}

	boolean isWatched() {
		return this.watched;
	}

	/**
	 * The entry in this process, due or not, counted as a hit, or {@code null} if there
	 * is none that may be used.
	 */
	@Nullable LocalEntry findAny(Object localKey, Type type) {
		return find(localKey, type, now(), false);
	}

	/**
	 * The same at a time that is known; then {@link #isToRefresh} says whether it is due.
	 */
	@Nullable LocalEntry findAny(Object localKey, Type type, long now) {
		return find(localKey, type, now, false);
	}

	/**
	 * The same for a caller for whom it may be missing although it is there.
	 */
	@Nullable LocalEntry findAny(Due wanted, long now) {
		return find(wanted.localKey(), wanted.type(), now, wanted.missing());
	}

	private @Nullable LocalEntry find(Object localKey, Type type, long now, boolean unlessSoftlyDue) {
		LocalEntry entry = this.tier.get(localKey);
		if (entry == null) {
			return null;
		}
		if (!this.follower.trustsLocal(now)) {
			this.bypasses.increment();
			return null;
		}
		if (entry.isOver(now)) {
			this.tier.remove(localKey, entry);
			this.expired.add(entry.subject().logicalKey());
			return null;
		}
		return (isFresh(localKey, entry, now) && isFor(entry, type) && !(unlessSoftlyDue && entry.isSoftlyDue()))
				? counted(entry, now) : null;
	}

	/**
	 * Whether an entry is due and the caller is the one who has to load it anew; others
	 * are not asked to for the time that a lease takes.
	 */
	boolean isToRefresh(LocalEntry entry, long now) {
		return entry.postpone(now, LeaseRenewal.TERM.toNanos());
	}

	/** The time on the engine's clock. */
	long now() {
		return this.nanoClock.getAsLong();
	}

	private LocalEntry counted(LocalEntry entry, long now) {
		this.hits.increment();
		KeyUse use = entry.use();
		if (use != null) {
			use.hit(now);
		}
		this.outcomes.hit(this.cacheName, entry, CacheLayer.LOCAL);
		this.frames.used(this.cacheName, entry);
		return entry;
	}

	/** The value of an entry for one caller. */
	@Nullable Object valueOf(LocalEntry entry) {
		return this.fills.valueOf(entry);
	}

	private boolean isFresh(Object localKey, LocalEntry entry, long now) {
		return entry.checkedVersion() == this.index.version() || isStillFresh(localKey, entry, now);
	}

	private boolean isFor(LocalEntry entry, Type type) {
		// Who declares nothing takes what is there.
		boolean fits = entry.type() == type || type == Object.class || entry.type().equals(type);
		return fits && !this.transactions.hides(entry.subject()) && !(entry.isSoftlyDue() && this.frames.isLoading());
	}

	private boolean isStillFresh(Object localKey, LocalEntry entry, long now) {
		long version = this.index.version();
		boolean stale = this.index.isStale(entry.subject(), entry.position());
		if (!stale) {
			lookForSoft(entry, now);
		}
		// Looked at last: markers are dropped after the count has moved.
		if (stale || entry.checkedDrops() < this.index.drops()) {
			this.tier.remove(localKey, entry);
			return false;
		}
		entry.checkedVersion(version);
		return true;
	}

	private void lookForSoft(LocalEntry entry, long now) {
		long softVersion = this.index.softVersion();
		if (entry.isCheckedSoftly(softVersion)) {
			return;
		}
		if (this.index.isDue(entry.subject(), entry.position())) {
			entry.makeDue(now);
		}
		else {
			entry.checkedSoftly(softVersion);
		}
	}

}
