package io.cacheaside.report;

import java.util.Optional;

import io.cacheaside.TimeToLive;
import io.cacheaside.engine.use.Lives;
import io.cacheaside.report.Advice.Setting;

/** Rules on the time to live, against how the lives of values end. */
final class TimeToLiveRules {

	/** So many lives have to be known. */
	static final long LIVES = 20;

	/** From so many misses by expiry for each call on, there is something to win. */
	static final double RETURNED = 0.1;

	/** So many reloaded values have to be what they were before. */
	static final double UNCHANGED = 0.9;

	/** For each value that came again, at most so many invalidated ones. */
	static final double INVALIDATED = 0.1;

	/** At most so many times the present one at once. */
	static final int LARGEST_STEP = 10;

	/** Where the limit leaves less room than that many times, nothing is to be won. */
	static final double SMALLEST_STEP = 1.5;

	/** If 19 of 20 values are done with in this part of their time, it is too long. */
	static final double USED = 0.25;

	/** How much longer than the use of 19 of 20 values a time to live should be. */
	static final int MARGIN = 2;

	/** If more values than that were never read, their time is not what is wrong. */
	static final double UNREAD = 0.8;

	private TimeToLiveRules() {
	}

	/**
	 * Values expire, come again, and are the same: their time was too short. Says nothing
	 * where the limit is in force: how old values may become at most was decided by
	 * somebody who did not ask for hits.
	 */
	static Optional<Advice> longer(CacheUse use) {
		Lives lives = use.keys().lives();
		double returned = CacheUse.share(lives.returned() * use.keys().oneIn(), use.calls().total());
		double unchanged = CacheUse.share(lives.unchanged(), lives.compared());
		if (lives.compared() < LIVES || returned < RETURNED || unchanged < UNCHANGED
				|| lives.invalidated() > INVALIDATED * lives.returned()) {
			return Optional.empty();
		}
		long present = (long) lives.ttlMillis().mean();
		long wanted = Math.min(LARGEST_STEP * present, Math.max(2 * present, lives.returnedMillis().p95()));
		TimeToLive suggested = suggested(wanted).atMost(use.setup().maxTtl());
		if (millis(suggested) < SMALLEST_STEP * present) {
			return Optional.empty();
		}
		return Optional.of(Advice.change(AdviceRule.TTL_LONGER, use, new Setting("ttl", suggested.toString()),
				Texts.percent(Math.min(1, returned)) + " of the calls miss because a value has expired after "
						+ Texts.time(present) + ". Of those that were loaded again " + Texts.percent(unchanged)
						+ " were the same, and 19 of 20 were asked for within "
						+ Texts.time(lives.returnedMillis().p95()) + "."));
	}

	/**
	 * Values expire long after anybody has read them: they take memory for nothing.
	 */
	static Optional<Advice> shorter(CacheUse use) {
		Lives lives = use.keys().lives();
		long used = lives.usedMillis().p95();
		double present = lives.ttlMillis().mean();
		if (lives.usedMillis().count() < LIVES || used > USED * present
				|| CacheUse.share(lives.unread(), lives.expired()) > UNREAD
				|| CacheUse.share(lives.returned(), lives.expired()) > RETURNED) {
			return Optional.empty();
		}
		TimeToLive suggested = suggested(MARGIN * used);
		if (millis(suggested) >= present) {
			return Optional.empty();
		}
		return Optional.of(Advice.change(AdviceRule.TTL_SHORTER, use, new Setting("ttl", suggested.toString()),
				"Values live for " + Texts.time((long) present) + ", but 19 of 20 were read for the last time within "
						+ Texts.time(used) + " of their store. The rest of their time they only take memory."));
	}

	/** Rounded up to one that people would choose. */
	private static TimeToLive suggested(long millis) {
		return TimeToLive.parse(Texts.duration(millis));
	}

	private static long millis(TimeToLive suggested) {
		return (suggested.duration() != null) ? suggested.duration().toMillis() : Long.MAX_VALUE;
	}

}
