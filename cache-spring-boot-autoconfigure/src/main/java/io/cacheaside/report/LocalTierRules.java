package io.cacheaside.report;

import java.util.Optional;

import io.cacheaside.engine.MissReason;
import io.cacheaside.report.Advice.Setting;

/** Rules on the tier in this process: whether to have it, and how large. */
final class LocalTierRules {

	/** So many calls have to be remote hits before the local tier is worth its memory. */
	static final double REMOTE_HITS = 0.5;

	/** If more misses than that are invalidations, local entries would not live long. */
	static final double INVALIDATED = 0.05;

	/** If more keys than that are asked for once, there is nothing to be hit again. */
	static final double NEVER_READ_TWICE = 0.5;

	/** Fewer local hits than that are not worth the memory. */
	static final double LOCAL_HITS = 0.05;

	/** So many calls have to be remote hits for the cache to do well without it. */
	static final double REMAINING_HITS = 0.2;

	/** From so many evictions for each fill on, room is wanting. */
	static final double EVICTIONS = 0.1;

	/** So many calls have to be remote hits for more room to bring anything. */
	static final double REPEATED_HITS = 0.1;

	/** At most so many times the room at once. */
	static final int LARGEST_STEP = 10;

	private LocalTierRules() {
	}

	static Optional<Advice> on(CacheUse use) {
		CacheUse.Calls calls = use.calls();
		double remote = CacheUse.share(calls.remoteHits(), calls.total());
		double invalidated = CacheUse.share(invalidated(calls), calls.total());
		if (use.setup().local() || remote < REMOTE_HITS || invalidated > INVALIDATED
				|| use.neverReadTwice() > NEVER_READ_TWICE) {
			return Optional.empty();
		}
		return Optional.of(Advice.change(AdviceRule.LOCAL_ON, use, new Setting("local.enabled", "true"),
				Texts.percent(remote) + " of the calls are answered by Redis, each in "
						+ Texts.millis(use.times().reads().mean()) + " on average, and " + Texts.percent(invalidated)
						+ " miss because of an invalidation. A local tier would answer most of them at once."));
	}

	static Optional<Advice> off(CacheUse use) {
		CacheUse.Calls calls = use.calls();
		double local = CacheUse.share(calls.localHits(), calls.total());
		double remote = CacheUse.share(calls.remoteHits(), calls.total());
		boolean negligible = local < LOCAL_HITS && remote >= REMAINING_HITS;
		boolean shortLived = invalidated(calls) > Math.max(calls.localHits(), INVALIDATED * calls.total());
		if (!use.setup().local() || isWantingRoom(calls) || !(negligible || shortLived)) {
			return Optional.empty();
		}
		return Optional.of(Advice.change(AdviceRule.LOCAL_OFF, use, new Setting("local.enabled", "false"),
				Texts.percent(local) + " of the calls are answered by the local tier, "
						+ Texts.percent(CacheUse.share(invalidated(calls), calls.total()))
						+ " miss because of an invalidation. What is kept in this process is hardly read again "
						+ "before it is out of date."));
	}

	static Optional<Advice> larger(CacheUse use) {
		CacheUse.Calls calls = use.calls();
		double remote = CacheUse.share(calls.remoteHits(), calls.total());
		if (!use.setup().local() || !isWantingRoom(calls) || remote < REPEATED_HITS
				|| use.neverReadTwice() > NEVER_READ_TWICE) {
			return Optional.empty();
		}
		return Optional.of(Advice.change(AdviceRule.LOCAL_LARGER, use, room(use),
				"Of the entries that were put into this process, "
						+ Texts.percent(CacheUse.share(calls.localEvictions(), calls.fills()))
						+ " were dropped for want of room, and " + Texts.percent(remote)
						+ " of the calls read them from Redis again. The calls are for about " + distinct(use)
						+ " keys."));
	}

	private static Setting room(CacheUse use) {
		long size = use.setup().maximumSizeBytes();
		long entries = use.setup().maximumEntries();
		if (size > 0) {
			return new Setting("local.maximum-size", Math.max(1, 2 * size / 1_048_576) + "MB");
		}
		return new Setting("local.maximum-entries",
				Long.toString(Math.min(LARGEST_STEP * entries, Math.max(2 * entries, distinct(use)))));
	}

	private static long distinct(CacheUse use) {
		return use.keys().keys() * use.keys().oneIn();
	}

	private static boolean isWantingRoom(CacheUse.Calls calls) {
		return CacheUse.share(calls.localEvictions(), calls.fills()) >= EVICTIONS;
	}

	private static long invalidated(CacheUse.Calls calls) {
		return calls.missed(MissReason.INVALIDATED) + calls.missed(MissReason.STALE);
	}

}
