package io.cacheaside.engine;

import java.time.Duration;
import java.util.random.RandomGenerator;

import io.cacheaside.CacheSettings;
import io.cacheaside.TimeToLive;

/**
 * When the values of one cache should be loaded anew, decided when they are stored.
 * <ol>
 * <li>With {@code refresh-after}: at that age, shortened by the jitter of times to live,
 * so that what was stored together is not refreshed together.</li>
 * <li>With {@code early-refresh}: at a random time shortly before the time to live is
 * over, by the XFetch algorithm (Vattani, Chierichetti, Lowenstein, "Optimal
 * Probabilistic Cache Stampede Prevention", VLDB 2015): the longer a load takes, the
 * earlier. There each reader draws at each read. Here one reader of all refreshes, so one
 * draw for each stored value is enough, and stands in its header; the load begins a
 * load's time earlier, so that it is over in time. The exponential distribution is cut
 * off at a quarter of the time to live.</li>
 * <li>The earlier one of the two counts; what is not before the end of the time to live
 * is never.</li>
 * </ol>
 * Safe for use by many threads.
 */
final class RefreshTimes {

	private final CacheSettings settings;

	private final RandomGenerator random;

	RefreshTimes(CacheSettings settings, RandomGenerator random) {
		this.settings = settings;
		this.random = random;
	}

	/**
	 * After how many milliseconds a value should be loaded anew.
	 * @param ttl its time to live
	 * @param load how long its load took, zero if unknown
	 * @return milliseconds from when it is stored, 0 for never
	 */
	long afterMillis(TimeToLive ttl, Duration load) {
		long limit = (ttl.duration() != null) ? ttl.duration().toMillis() : Long.MAX_VALUE;
		long after = Math.min(bySoftTimeToLive(), byEarlyRefresh(ttl, load));
		return (after < limit) ? Math.max(1, after) : 0;
	}

	private long bySoftTimeToLive() {
		Duration after = this.settings.freshness().refreshAfter();
		return (after == null) ? Long.MAX_VALUE
				: (long) (after.toMillis() * (1 - this.settings.ttlJitter() * this.random.nextDouble()));
	}

	private long byEarlyRefresh(TimeToLive ttl, Duration load) {
		double beta = this.settings.freshness().earlyRefresh();
		Duration life = ttl.duration();
		if (beta == 0 || load.isZero() || life == null) {
			return Long.MAX_VALUE;
		}
		double loadMillis = load.toNanos() / 1e6;
		double earliest = life.toMillis() / 4.0;
		double widest = (life.toMillis() - earliest - loadMillis) / (loadMillis * beta);
		if (widest <= 0) {
			return (long) earliest;
		}
		// The inverse of the distribution, given that it is below its limit.
		double drawn = -Math.log1p(-this.random.nextDouble() * -Math.expm1(-widest));
		return (long) (life.toMillis() - loadMillis * (1 + beta * drawn));
	}

}
