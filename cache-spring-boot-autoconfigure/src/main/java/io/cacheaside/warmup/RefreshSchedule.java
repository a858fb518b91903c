package io.cacheaside.warmup;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import io.cacheaside.CacheConfigurationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.context.SmartLifecycle;

/**
 * Writes the entries of warmers anew from time to time: {@code cacheaside.refresh.*}. One
 * timer per warmer, none per key. Safe for use by many threads.
 */
public final class RefreshSchedule implements SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(RefreshSchedule.class);

	/**
	 * Begins after the engine, which stands at 1,000, and ends before it.
	 */
	private static final int PHASE = 2_000;

	private final List<ScheduledRefresh> refreshes;

	private volatile boolean running;

	/**
	 * Creates a schedule with threads of its own, which live as long as a run.
	 * @param warmers the warmers
	 * @param intervals from the beginning of one run to that of the next, by the names of
	 * warmers
	 * @param target where entries go
	 * @param settings how to run
	 * @param cluster how nodes agree; without that nothing is refreshed
	 * @throws CacheConfigurationException if there is no warmer of a name, or it cannot
	 * be refreshed, or an interval is not positive
	 */
	public RefreshSchedule(List<CacheWarmer> warmers, Map<String, Duration> intervals, WarmupTarget target,
			WarmupSettings settings, @Nullable WarmupCluster cluster) {
		this(warmers, intervals, new WarmupSurroundings(target, settings, WarmupRuntime.ofThreads(), cluster));
	}

	RefreshSchedule(List<CacheWarmer> warmers, Map<String, Duration> intervals, WarmupSurroundings surroundings) {
		Map<String, CacheWarmer> byName = warmers.stream()
			.collect(Collectors.toMap(CacheWarmer::name, (warmer) -> warmer, (first, second) -> first));
		intervals.forEach((name, every) -> check(name, every, byName));
		WarmupCluster cluster = surroundings.cluster();
		if (cluster == null) {
			logger.warn("Nothing is refreshed on a schedule, though cacheaside.refresh says so for {}: "
					+ "there is no Redis by which nodes agree who does it", intervals.keySet());
		}
		this.refreshes = (cluster == null) ? List.of()
				: warmers.stream()
					.filter((warmer) -> intervals.containsKey(warmer.name()))
					.map((warmer) -> new ScheduledRefresh(warmer, intervals.getOrDefault(warmer.name(), Duration.ZERO),
							surroundings, cluster))
					.toList();
	}

	private static void check(String name, Duration every, Map<String, CacheWarmer> warmers) {
		String property = "cacheaside.refresh." + name;
		CacheWarmer warmer = warmers.get(name);
		if (warmer == null) {
			throw new CacheConfigurationException(property + " names no cache warmer.",
					"Correct the name to one of " + warmers.keySet().stream().sorted().toList()
							+ ", or give the application a CacheWarmer bean of that name. A warmer is named as its "
							+ "cache unless told otherwise.");
		}
		if (warmer.work() instanceof WarmupWork.Calls<?>) {
			throw new CacheConfigurationException(
					property + " names a cache warmer that calls a cached method, whose values only the method knows.",
					"Set refresh-after for the cache '" + warmer.cacheName()
							+ "', or make it a warmer of entries or pages.");
		}
		if (every.isZero() || every.isNegative()) {
			throw new CacheConfigurationException(property + ".every must be positive, but was " + every + ".",
					"Write a duration with a unit, as in 'every: 15m'.");
		}
	}

	@Override
	public void start() {
		this.running = true;
		this.refreshes.forEach(ScheduledRefresh::start);
	}

	@Override
	public void stop() {
		this.running = false;
		this.refreshes.forEach(ScheduledRefresh::stop);
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return PHASE;
	}

}
